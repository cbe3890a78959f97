"""np.square and np.sum, the error at the end."""

import numpy as np


def sse(y_pred, y):
    if y_pred.shape == y.shape:
        return np.sum(np.square(y_pred - y))
    raise ValueError("y_pred and y need the same shape")
