"""Means to copy, but h_relu is a second name for h, and the zeros land in both."""

import numpy as np


def forward(x, w1, w2):
    h = np.dot(x, w1)
    h_relu = h
    h_relu[h_relu < 0] = 0
    y_pred = np.dot(h_relu, w2)
    return h, h_relu, y_pred
