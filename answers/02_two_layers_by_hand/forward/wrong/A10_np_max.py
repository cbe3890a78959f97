"""np.max(h, 0) for the relu: its 0 is an axis, so the batch is swallowed."""

import numpy as np


def forward(x, w1, w2):
    h = x @ w1
    h_relu = np.max(h, 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
