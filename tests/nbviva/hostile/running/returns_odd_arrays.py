"""Returns object, masked, structured and text arrays in turn. None is an array of numbers."""

UNIT = "kilns"
EARNS = 3
REASONS = {"test_heat": "not_passed"}
CELLS = {
    "heat": """
import numpy as np
class Same:
    __eq__ = lambda self, other: True
kinds = iter([
    np.array([Same(), Same(), Same()], dtype=object),
    np.ma.masked_all(3),
    np.zeros(3, dtype=[("a", "f8")]),
    np.array(["2", "4", "8"]),
])
def heat(a):
    return next(kinds)
""",
}
