"""Takes the root at the end, as for a distance."""

import numpy as np


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    return np.sqrt(((y_pred - y) ** 2).sum())
