"""Returns arrays that mean terabytes in a few bytes: repeated elements, and empty arrays of enormous shapes."""

UNIT = "kilns"
EARNS = 3
REASONS = {"test_heat": "not_passed"}
CELLS = {
    "heat": """
import numpy as np
def heat(a):
    a.shape
    bomb = np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,))
    empty = np.lib.stride_tricks.as_strided(np.zeros(0), (0, 1 << 60), (0, 0))
    return [empty, bomb]
""",
}
