"""Answers the first question and leaves at the second with status 0. What was not checked earns nothing."""

EARNS = 3
REASONS = {"test_warm": "left"}
CELLS = {
    "warm": """
import os
asked = []
def warm(t):
    asked.append(t)
    if len(asked) > 1:
        os._exit(0)
    return t + 1
""",
}
