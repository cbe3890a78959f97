"""Returns NaN, which some checks take for close to anything."""

UNIT = "kilns"
EARNS = 3
REASONS = {"test_heat": "not_passed"}
CELLS = {
    "heat": """
import numpy as np
def heat(a):
    return np.full(3, np.nan)
""",
}
