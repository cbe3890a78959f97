"""Takes the target where the error belongs."""

import numpy as np


def grad_w(w, x, y):
    return 2 * np.mean(x * y)
