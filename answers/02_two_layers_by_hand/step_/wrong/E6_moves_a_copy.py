"""Works in place, but on a copy."""


def step_(w, g, lr):
    w = w.copy()
    w -= lr * g
