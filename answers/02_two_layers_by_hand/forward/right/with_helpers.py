"""Small helper functions, as in a library: linear and relu."""

import numpy as np


def linear(a, w):
    return np.tensordot(a, w, axes=1)


def relu(z):
    out = np.zeros_like(z)
    np.copyto(out, z, where=z > 0)
    return out


def forward(x, w1, w2):
    h = linear(x, w1)
    h_relu = relu(h)
    return h, h_relu, linear(h_relu, w2)
