"""Upstream gradient times transposed weights."""


def grad_h_relu(g, w2):
    return g @ w2.T
