"""A return inside the loop: the first sample is all that counts."""

import numpy as np


def grad_w1(x, g_h):
    total = np.zeros((x.shape[1], g_h.shape[1]))
    for i in range(len(x)):
        total += np.outer(x[i], g_h[i])
        return total
