"""np.maximum with out=h, then a gate on the h that is left."""

import numpy as np


def grad_h(g_h_relu, h):
    np.maximum(h, 0, out=h)
    return np.where(h < 0, 0, g_h_relu)
