"""Returns a subclass of ndarray whose comparisons and functions say yes. Only exact arrays cross."""

UNIT = "kilns"
EARNS = 3
REASONS = {"test_heat": "not_passed"}
CELLS = {
    "heat": """
import numpy as np
class Liar(np.ndarray):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __hash__ = None

    def __array_ufunc__(self, *a, **k):
        return True
    def __array_function__(self, *a, **k):
        return True
def heat(a):
    return np.zeros(3).view(Liar)
""",
}
