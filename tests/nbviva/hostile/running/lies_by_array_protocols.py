"""Returns an object with every protocol of arrays, each a lie. A stand-in has none of them."""

UNIT = "kilns"
EARNS = 3
REASONS = {"test_heat": "not_passed"}
CELLS = {
    "heat": """
import numpy as np
class Liar:
    shape, dtype, ndim, size, __array_priority__ = (3,), np.dtype(float), 1, 3, 1e9
    __class__ = np.ndarray
    __array_interface__ = {"shape": (3,), "typestr": "<f8", "data": (1 << 40, False), "version": 3}
    __array_ufunc__ = __array_function__ = lambda self, *a, **k: True
    __array__ = lambda self, *a, **k: np.full(3, np.nan)
    __eq__ = lambda self, other: True
def heat(a):
    return Liar()
""",
}
