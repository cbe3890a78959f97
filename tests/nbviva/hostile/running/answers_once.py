"""Answers rightly at its first call only."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
calls = []
def warm(t):
    calls.append(t)
    return t + 1 if len(calls) == 1 else 0
""",
}
