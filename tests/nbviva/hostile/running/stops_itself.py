"""Stops its process by SIGSTOP, so that it neither runs nor ends."""

EARNS = 3
REASONS = {"test_warm": "too_slow"}
CELLS = {
    "warm": """
import os, signal
def warm(t):
    os.kill(os.getpid(), signal.SIGSTOP)
    return t + 1
""",
}
