"""Lines the two up whatever their shape, and so never compares pairs."""

import numpy as np


def mse(y_hat, y):
    e = np.ravel(y_hat) - np.ravel(y)
    return np.mean(e * e)
