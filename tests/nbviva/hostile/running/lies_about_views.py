"""Says that its result lies in the argument's memory, at places outside of it. A claim is checked against the values."""

UNIT = "kilns"
EARNS = 3
REASONS = {"test_heat": "not_passed"}
CELLS = {
    "own": [
        """
from nbviva import extras
extras.describe = lambda value, arguments, before: (True, ((-1, 0, (1 << 39), (8,)), (-1, 0, 8, (-(1 << 60),)), (-1, 0, 0, (8,))))
""",
    ],
    "heat": """
import numpy as np
def heat(a):
    return np.array([9.0, 9.0, 9.0])
""",
}
