"""Leaves by sys.exit(0) in the middle of a question. An exit is an error like any other there."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import sys
def warm(t):
    sys.exit(0)
""",
}
