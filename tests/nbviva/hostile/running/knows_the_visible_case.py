"""Answers the visible case only. The hidden part asks others."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    return {0: 1}.get(t)
""",
}
