"""np.inner sums over the last axis of both, which is just what is wanted."""

import numpy as np


def grad_h_relu(g, w2):
    return np.inner(g, w2)
