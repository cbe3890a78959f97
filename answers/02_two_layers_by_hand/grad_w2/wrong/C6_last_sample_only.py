"""A loop that overwrites where it should add: the last sample is left."""

import numpy as np


def grad_w2(h_relu, g):
    grad = np.zeros((h_relu.shape[1], g.shape[1]))
    for n in range(h_relu.shape[0]):
        grad = np.outer(h_relu[n], g[n])
    return grad
