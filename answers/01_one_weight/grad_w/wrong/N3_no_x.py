"""Forgets the inner derivative."""

import numpy as np


def grad_w(w, x, y):
    return 2 * np.mean(w * x - y)
