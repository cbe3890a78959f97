"""With the residual y - w x and a minus in front."""

import numpy as np


def grad_w(w, x, y):
    return -2 * np.average((y - w * x) * x)
