"""The trace of E^T E: the diagonal holds one sum of squares for each output."""

import numpy as np


def check_same_shape(a, b):
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} is not {b.shape}")


def sse(y_pred, y):
    check_same_shape(y_pred, y)
    e = y_pred - y
    return np.trace(e.T @ e)
