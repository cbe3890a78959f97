"""Closes the descriptor of its channel in the middle of a question."""

EARNS = 3
CELLS = {
    "warm": """
import os
def warm(t):
    os.close(3)
    return t + 1
""",
}
