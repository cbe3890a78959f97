"""A loop over every index of w."""

import numpy as np


def step_(w, g, lr):
    for index in np.ndindex(w.shape):
        w[index] -= lr * g[index]
