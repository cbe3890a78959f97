"""np.where with its last two arguments swapped."""

import numpy as np


def grad_h(g_h_relu, h):
    return np.where(h > 0, 0, g_h_relu)
