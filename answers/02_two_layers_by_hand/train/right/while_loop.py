"""A while loop with a counter, weights in a dictionary."""

import numpy as np


def train(x, y, w1, w2, lr, steps):
    params = {"w1": w1.copy(), "w2": w2.copy()}
    losses = []
    t = 0
    while t < steps:
        h, h_relu, y_pred = forward(x, params["w1"], params["w2"])
        losses += [float(sse(y_pred, y))]
        grads = {}
        g = grad_y_pred(y_pred, y)
        grads["w2"] = grad_w2(h_relu, g)
        grads["w1"] = grad_w1(x, grad_h(grad_h_relu(g, params["w2"]), h))
        for name in params:
            step_(params[name], grads[name], lr)
        t += 1
    return np.asarray(losses)
