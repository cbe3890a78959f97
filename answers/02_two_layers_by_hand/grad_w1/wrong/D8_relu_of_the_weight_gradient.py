"""Sends the gradient of the weights through a relu."""

import numpy as np


def grad_w1(x, g_h):
    return np.maximum(x.T.dot(g_h), 0)
