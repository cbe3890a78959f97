"""Kills every process that it may signal: its parent, its group, all of them. It sees its sandbox only."""

EARNS = 3
CELLS = {
    "warm": """
import os, signal
def warm(t):
    for target in (-1, 1, os.getppid(), 0):
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
            if target or number != signal.SIGSTOP:
                try:
                    os.kill(target, number)
                except OSError:
                    pass
    return t + 1
""",
}
