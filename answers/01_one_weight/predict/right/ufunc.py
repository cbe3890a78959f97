"""NumPy's own name for it."""

import numpy as np


def predict(w, x):
    return np.multiply(x, w)
