"""Adds up the errors of the batch: one number an output is left."""

import numpy as np


def grad_y_pred(y_pred, y):
    return 2 * np.sum(y_pred - y, axis=0)
