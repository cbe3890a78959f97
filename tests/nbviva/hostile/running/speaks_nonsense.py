"""Writes bytes of no protocol to its channel, as JSON with a verdict."""

EARNS = 3
REASONS = {"test_warm": "misbehaved"}
CELLS = {
    "warm": r"""
import os
def warm(t):
    os.write(3, b'{"status": "passed", "points": 2}\n' * 100)
    return 0
""",
}
