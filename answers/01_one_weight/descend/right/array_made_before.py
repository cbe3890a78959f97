"""An array of the right length."""

import numpy as np


def descend(x, y, w0, lr, steps):
    weights = np.empty(steps + 1)
    weights[0] = w0
    for t in range(steps):
        weights[t + 1] = weights[t] - lr * grad_w(weights[t], x, y)
    return weights
