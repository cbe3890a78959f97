"""np.subtract with out=w."""

import numpy as np


def step_(w, g, lr):
    np.subtract(w, lr * g, out=w)
