"""Returns an int that is just small enough to cross, and too long to be printed as text."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    return -(1 << 16_000)
""",
}
