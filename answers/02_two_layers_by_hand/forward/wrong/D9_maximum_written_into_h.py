"""np.maximum with out=h: fast, and h is lost."""

import numpy as np


def forward(x, w1, w2):
    h = x @ w1
    h_relu = np.maximum(h, 0, out=h)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
