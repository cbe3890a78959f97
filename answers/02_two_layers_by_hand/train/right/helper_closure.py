"""A helper inside gives loss and gradients; the loop only moves the weights."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    def loss_and_gradients(a, b):
        h, h_relu, y_pred = forward(x, a, b)
        g = grad_y_pred(y_pred, y)
        g_a = grad_w1(x, grad_h(grad_h_relu(g, b), h))
        g_b = grad_w2(h_relu, g)
        return sse(y_pred, y), (g_a, g_b)

    weights = (w1.copy(), w2.copy())
    history = np.zeros(steps)
    for t in range(steps):
        history[t], gradients = loss_and_gradients(*weights)
        for w, g in zip(weights, gradients, strict=True):
            step_(w, g, lr)
    return history
