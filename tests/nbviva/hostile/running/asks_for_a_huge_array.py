"""Asks NumPy and mmap for more memory than there is."""

EARNS = 3
CELLS = {
    "warm": """
import mmap
import numpy as np
def warm(t):
    try:
        mmap.mmap(-1, 1 << 40)
    except (OSError, ValueError):
        pass
    return np.ones(10**10).sum()
""",
}
