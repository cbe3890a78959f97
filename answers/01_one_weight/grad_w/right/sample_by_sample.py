"""A loop over the samples."""


def grad_w(w, x, y):
    total = 0.0
    for a, b in zip(x, y):
        total += 2 * (w * a - b) * a
    return total / len(x)
