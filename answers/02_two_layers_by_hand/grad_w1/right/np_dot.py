"""np.dot with a transposed input."""

import numpy as np


def grad_w1(x, g_h):
    return np.dot(np.transpose(x), g_h)
