"""Hangs in C, in a power of an int."""

EARNS = 3
REASONS = {"test_warm": "too_slow"}
CELLS = {
    "warm": """
def warm(t):
    return 3 ** 10**9
""",
}
