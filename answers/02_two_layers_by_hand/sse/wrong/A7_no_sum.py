"""Squares the errors and stops there."""

import numpy as np


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    return np.square(y_pred - y)
