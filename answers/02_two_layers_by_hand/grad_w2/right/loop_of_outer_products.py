"""Adds up one outer product a sample."""

import numpy as np


def grad_w2(h_relu, g):
    total = np.zeros((h_relu.shape[1], g.shape[1]))
    for n in range(len(g)):
        total += np.outer(h_relu[n], g[n])
    return total
