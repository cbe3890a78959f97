"""All the maths in the loop, as in the seeds; w = w - lr * g makes new arrays, so nothing need be copied."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    losses = []
    for _ in range(steps):
        h = x.dot(w1)
        h_relu = np.maximum(h, 0)
        y_pred = h_relu.dot(w2)
        losses.append(np.square(y_pred - y).sum())

        grad_y = 2.0 * (y_pred - y)
        dw2 = h_relu.T.dot(grad_y)
        dh = grad_y.dot(w2.T)
        dh[h < 0] = 0
        dw1 = x.T.dot(dh)

        w1 = w1 - lr * dw1
        w2 = w2 - lr * dw2
    return np.array(losses)
