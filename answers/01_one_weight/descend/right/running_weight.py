"""Keeps the weight in a variable of its own."""


def descend(x, y, w0, lr, steps):
    w = w0
    passed = [w]
    for _ in range(steps):
        w -= lr * grad_w(w, x, y)
        passed.append(w)
    return passed
