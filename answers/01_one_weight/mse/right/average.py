"""np.average, the other way round."""

import numpy as np


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return np.average((y - y_hat) ** 2)
