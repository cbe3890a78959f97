"""The square of the Euclidean norm."""

import numpy as np


def sse(y_pred, y):
    if np.shape(y_pred) != np.shape(y):
        raise ValueError("shapes differ")
    return np.linalg.norm(y_pred - y) ** 2
