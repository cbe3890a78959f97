"""A full contraction: the answer comes as an array with no axes."""

import numpy as np


def sse(y_pred, y):
    if y_pred.ndim != y.ndim or y_pred.shape != y.shape:
        raise ValueError("y_pred and y do not match")
    e = y_pred - y
    return np.tensordot(e, e, axes=e.ndim)
