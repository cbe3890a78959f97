"""Returns the loss itself."""

import numpy as np


def grad_w(w, x, y):
    return np.mean((w * x - y) ** 2)
