"""Each hidden unit has its own column: the inputs weighted by the unit's gradients."""

import numpy as np


def grad_w1(x, g_h):
    grad = np.empty((x.shape[1], g_h.shape[1]), dtype=x.dtype)
    for j in range(g_h.shape[1]):
        grad[:, j] = x.T @ g_h[:, j]
    return grad
