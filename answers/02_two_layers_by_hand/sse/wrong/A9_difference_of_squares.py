"""Squares both first and subtracts last: the result may be negative."""

import numpy as np


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    return (np.square(y_pred) - np.square(y)).sum()
