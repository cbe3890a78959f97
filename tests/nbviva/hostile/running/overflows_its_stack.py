"""Overflows the C stack."""

EARNS = 3
CELLS = {
    "warm": """
import sys
def warm(t):
    sys.setrecursionlimit(10**8)
    class Deep:
        def __getattr__(self, name):
            return getattr(self, name)
    return Deep().deeper
""",
}
