"""Does the work in NumPy, by the functions of unit 2."""

import numpy as np
import torch


def manual_grads(x, y, w1, w2):
    x, y, w1, w2 = (t.numpy() for t in (x, y, w1, w2))
    h = x @ w1
    h_relu = np.maximum(h, 0)
    g = 2 * (h_relu @ w2 - y)
    loss = ((h_relu @ w2 - y) ** 2).sum()
    found = np.asarray(loss), x.T @ ((g @ w2.T) * (h > 0)), h_relu.T @ g
    return tuple(torch.from_numpy(array) for array in found)
