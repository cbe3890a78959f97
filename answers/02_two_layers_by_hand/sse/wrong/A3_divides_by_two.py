"""The sum over two, shapes compared."""

import numpy as np


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    return np.sum(np.square(y_pred - y)) / 2
