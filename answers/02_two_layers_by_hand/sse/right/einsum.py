"""Einstein summation over both indices."""

import numpy as np


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("not the same shape")
    e = y_pred - y
    return np.einsum("no,no->", e, e)
