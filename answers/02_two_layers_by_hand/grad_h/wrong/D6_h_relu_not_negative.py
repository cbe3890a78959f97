"""A gate h_relu >= 0, which is always open."""

import numpy as np


def grad_h(g_h_relu, h):
    return (np.maximum(h, 0) >= 0) * g_h_relu
