"""Returns an int of ten million bits, which takes for ever to print."""

EARNS = 3
SAYS = {"test_warm": "UnsendableValue"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    return 1 << 10_000_000
""",
}
