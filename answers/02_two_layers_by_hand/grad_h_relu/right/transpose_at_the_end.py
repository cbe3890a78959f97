"""Weights from the left, the result transposed back."""


def grad_h_relu(g, w2):
    return (w2 @ g.T).T
