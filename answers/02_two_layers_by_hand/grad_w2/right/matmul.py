"""Transposed hidden layer times upstream gradient."""


def grad_w2(h_relu, g):
    return h_relu.T @ g
