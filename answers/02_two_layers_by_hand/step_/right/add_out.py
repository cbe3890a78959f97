"""np.add of the negative step, with out=w."""

import numpy as np


def step_(w, g, lr):
    np.add(w, -lr * g, out=w)
