"""Steps first: the list begins with w_1 and walks one step too far."""


def descend(x, y, w0, lr, steps):
    w, weights = w0, []
    for _ in range(steps + 1):
        w = w - lr * grad_w(w, x, y)
        weights.append(w)
    return weights
