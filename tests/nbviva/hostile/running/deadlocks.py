"""Waits for a lock that it holds itself, with threads that wait for one another."""

EARNS = 3
REASONS = {"test_warm": "too_slow"}
CELLS = {
    "warm": """
import threading
def warm(t):
    first, second = threading.Lock(), threading.Lock()
    first.acquire(), second.acquire()
    threading.Thread(target=lambda: (first.acquire(), second.release())).start()
    with second:
        return t + 1
""",
}
