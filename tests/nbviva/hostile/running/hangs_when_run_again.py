"""Lets a second run of its cells hang, which a restart makes."""

EARNS = 0
REASONS = {"test_warm": "left", "test_cool": "needs_dead_cell"}
CELLS = {
    "own": [
        """
import time
started = time.time()
try:
    print(open("/tmp/ran_before").read())
except OSError:
    pass
""",
        """
import os
os._exit(0)
""",
        """
import random, time
if ROOM == 20 and 'again' in globals():
    time.sleep(100)
again = 1
""",
    ],
    "warm": """
import os
def warm(t):
    os._exit(0)
""",
    "cool": """
import time
time.sleep(100)
""",
}
