"""The step function of the physicists: one half at zero."""

import numpy as np


def grad_h(g_h_relu, h):
    return g_h_relu * np.heaviside(h, 0.5)
