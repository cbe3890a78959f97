"""np.copyto puts the new numbers into the old array."""

import numpy as np


def step_(w, g, lr):
    w_new = w - lr * g
    np.copyto(w, w_new)
