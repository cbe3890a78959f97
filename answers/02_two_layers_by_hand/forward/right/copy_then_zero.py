"""Copies h first, then writes zeros into the copy."""

import numpy as np


def forward(x, w1, w2):
    h = np.dot(x, w1)
    h_relu = h.copy()
    h_relu[h_relu < 0] = 0
    y_pred = np.dot(h_relu, w2)
    return h, h_relu, y_pred
