"""itertools knows this loop."""

from itertools import accumulate


def descend(x, y, w0, lr, steps):
    return list(accumulate(range(steps), lambda w, _: w - lr * grad_w(w, x, y), initial=w0))
