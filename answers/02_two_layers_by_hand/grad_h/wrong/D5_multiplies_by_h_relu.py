"""Multiplies by the value of the relu, where its slope belongs."""

import numpy as np


def grad_h(g_h_relu, h):
    return g_h_relu * np.maximum(h, 0)
