"""Returns lists nested a hundred thousand deep."""

EARNS = 3
SAYS = {"test_warm": "UnsendableValue"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    nest = []
    for _ in range(100_000):
        nest = [nest]
    return nest
""",
}
