"""Compares the number of samples only: (N,) still passes for (N, 1).

Earns: 1
"""

import numpy as np


def sse(y_pred, y):
    if len(y_pred) != len(y):
        raise ValueError("not as many predictions as targets")
    return np.sum(np.square(y_pred - y))
