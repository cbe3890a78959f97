"""In-line maths with h.T where h_relu.T belongs."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x @ w1
        y_pred = np.maximum(h, 0) @ w2
        losses.append(((y_pred - y) ** 2).sum())
        g = 2 * (y_pred - y)
        dw2 = h.T @ g
        dw1 = x.T @ ((g @ w2.T) * (h > 0))
        w1 = w1 - lr * dw1
        w2 = w2 - lr * dw2
    return np.array(losses)
