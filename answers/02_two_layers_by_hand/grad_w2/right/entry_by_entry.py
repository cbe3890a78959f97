"""One entry for each pair of hidden unit and output, summed over the samples."""

import numpy as np


def grad_w2(h_relu, g):
    H, D_out = h_relu.shape[1], g.shape[1]
    grad = np.zeros((H, D_out), dtype=g.dtype)
    for j in range(H):
        for k in range(D_out):
            grad[j, k] = np.sum(h_relu[:, j] * g[:, k])
    return grad
