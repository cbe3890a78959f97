"""A slip of copy and paste: w2 moves with the gradient of w1."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    w1, w2 = w1.copy(), w2.copy()
    losses = []
    for _ in range(steps):
        h, h_relu, y_pred = forward(x, w1, w2)
        losses.append(sse(y_pred, y))
        g = grad_y_pred(y_pred, y)
        g_w2 = grad_w2(h_relu, g)
        g_w1 = grad_w1(x, grad_h(grad_h_relu(g, w2), h))
        step_(w1, g_w1, lr)
        step_(w2, g_w1, lr)
    return np.array(losses)
