"""An array for the losses is made before the loop; the hidden layer's gradient first, then both steps."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    v1, v2 = np.array(w1), np.array(w2)
    losses = np.empty(steps)
    for t in range(steps):
        h, h_relu, y_pred = forward(x, v1, v2)
        losses[t] = sse(y_pred, y)
        g = grad_y_pred(y_pred, y)
        delta = grad_h(grad_h_relu(g, v2), h)
        step_(v2, grad_w2(h_relu, g), lr)
        step_(v1, grad_w1(x, delta), lr)
    return losses
