"""Every step begins at w0."""


def descend(x, y, w0, lr, steps):
    weights = [w0]
    for _ in range(steps):
        weights.append(w0 - lr * grad_w(w0, x, y))
    return weights
