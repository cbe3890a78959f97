"""The mean of the squared errors, as most libraries have it by default."""

import numpy as np


def sse(y_pred, y):
    return np.mean((y_pred - y) ** 2)
