"""Answers rightly while it is young, as in a quick try, and wrongly once a test asks."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import time
born = time.perf_counter()
def warm(t):
    return t + 1 if time.perf_counter() < born else 0
""",
}
