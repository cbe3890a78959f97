"""New names for the caller's weights, taken for copies: the caller's weights move."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    v1, v2 = w1, w2
    losses = []
    for _ in range(steps):
        h, h_relu, y_pred = forward(x, v1, v2)
        losses.append(sse(y_pred, y))
        g = grad_y_pred(y_pred, y)
        g_w2 = grad_w2(h_relu, g)
        g_w1 = grad_w1(x, grad_h(grad_h_relu(g, v2), h))
        step_(v1, g_w1, lr)
        step_(v2, g_w2, lr)
    return np.array(losses)
