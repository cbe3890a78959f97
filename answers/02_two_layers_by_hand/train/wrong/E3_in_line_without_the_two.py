"""Right losses, in-line gradients without the 2 of the square."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x @ w1
        h_relu = np.maximum(h, 0)
        y_pred = h_relu @ w2
        losses.append(((y_pred - y) ** 2).sum())
        error = y_pred - y
        dw2 = h_relu.T @ error
        dw1 = x.T @ ((error @ w2.T) * (h > 0))
        w1 = w1 - lr * dw1
        w2 = w2 - lr * dw2
    return np.array(losses)
