"""Hangs in the cell that defines the answer, after it. The cell is left out, and named."""

EARNS = 3
SAYS = {"test_warm": "cell warm could not be run"}
REASONS = {"test_warm": "needs_dead_cell"}
CELLS = {
    "warm": """
import time
def warm(t):
    return t + 1
time.sleep(1000)
""",
}
