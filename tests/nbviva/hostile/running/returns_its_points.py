"""Returns the points that it wants instead of the answer. A test's value is the examiner's own."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    return 2.0
""",
}
