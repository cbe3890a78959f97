"""Adds cells that each take just less than a cell may, until the time of the notebook is over."""

EARNS = 0
SLOW = True
SAYS = {"test_cool": "time"}
CELLS = {
    "own": [
        """
import time
time.sleep(2.7)
""",
        """
import time
time.sleep(2.7)
""",
        """
import time
time.sleep(2.7)
""",
        """
import time
time.sleep(2.7)
""",
        """
import time
time.sleep(2.7)
""",
        """
import time
time.sleep(2.7)
""",
        """
import time
time.sleep(2.7)
""",
        """
import time
time.sleep(2.7)
""",
    ],
}
