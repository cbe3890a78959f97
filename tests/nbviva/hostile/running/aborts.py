"""Aborts in C."""

EARNS = 3
REASONS = {"test_warm": "crashed"}
CELLS = {
    "warm": """
import os
def warm(t):
    os.abort()
""",
}
