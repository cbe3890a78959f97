"""Ends Python by os._exit(0) in the middle of a question."""

EARNS = 3
SAYS = {"test_warm": "ended Python"}
REASONS = {"test_warm": "left"}
CELLS = {
    "warm": """
import os
def warm(t):
    os._exit(0)
""",
}
