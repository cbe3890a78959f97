"""Forks until it may no more, and its children fork as well. The limit counts inside the sandbox."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import os, time
def warm(t):
    for _ in range(200):
        try:
            if os.fork() == 0:
                for _ in range(20):
                    try:
                        os.fork()
                    except OSError:
                        pass
                time.sleep(60)
                os._exit(0)
        except OSError:
            break
    return 0
""",
}
