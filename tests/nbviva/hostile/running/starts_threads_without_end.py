"""Starts threads until it may no more."""

EARNS = 3
CELLS = {
    "warm": """
import threading, time
def warm(t):
    for _ in range(500):
        try:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        except RuntimeError:
            break
    return 0
""",
}
