"""Leaves daemons in sessions of their own, which ignore signals and hold the channel open."""

EARNS = 3
CELLS = {
    "warm": """
import os, signal, time
def warm(t):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (1, 2, 3, 13, 15):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(300)
        os._exit(0)
    if t == 100:
        os._exit(0)
    return t + 1
""",
}
