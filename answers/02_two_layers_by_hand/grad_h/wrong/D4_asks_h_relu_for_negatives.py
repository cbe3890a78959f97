"""Looks for negative numbers in h_relu, which has none."""

import numpy as np


def grad_h(g_h_relu, h):
    h_relu = np.maximum(h, 0)
    g = g_h_relu.copy()
    g[h_relu < 0] = 0
    return g
