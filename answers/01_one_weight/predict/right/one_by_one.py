"""A loop over the samples."""

import numpy as np


def predict(w, x):
    y_hat = np.empty(len(x))
    for n in range(len(x)):
        y_hat[n] = w * x[n]
    return y_hat
