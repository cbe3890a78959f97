"""Goes uphill."""


def descend(x, y, w0, lr, steps):
    weights = [w0]
    for _ in range(steps):
        weights.append(weights[-1] + lr * grad_w(weights[-1], x, y))
    return weights
