"""Brings the 2 down and keeps the square."""

import numpy as np


def grad_y_pred(y_pred, y):
    return 2 * np.square(y_pred - y)
