"""The walk from the place one step on."""


def descend(x, y, w0, lr, steps):
    if steps == 0:
        return [w0]
    return [w0, *descend(x, y, w0 - lr * grad_w(w0, x, y), lr, steps - 1)]
