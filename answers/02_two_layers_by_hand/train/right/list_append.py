"""The seeds' loop with the functions above; losses in a list."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    w1 = w1.copy()
    w2 = w2.copy()
    losses = []
    for _ in range(steps):
        h, h_relu, y_pred = forward(x, w1, w2)
        losses.append(sse(y_pred, y))
        g_y_pred = grad_y_pred(y_pred, y)
        g_w2 = grad_w2(h_relu, g_y_pred)
        g_h_relu = grad_h_relu(g_y_pred, w2)
        g_h = grad_h(g_h_relu, h)
        g_w1 = grad_w1(x, g_h)
        step_(w1, g_w1, lr)
        step_(w2, g_w2, lr)
    return np.array(losses)
