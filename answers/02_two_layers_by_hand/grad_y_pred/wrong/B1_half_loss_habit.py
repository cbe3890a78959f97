"""Cancels the 2 against the half of another loss."""

import numpy as np


def grad_y_pred(y_pred, y):
    error = np.subtract(y_pred, y)
    return 0.5 * 2 * error
