"""relu(h) as the mean of h and |h|."""

import numpy as np


def forward(x, w1, w2):
    h = x @ w1
    h_relu = (h + np.abs(h)) / 2
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
