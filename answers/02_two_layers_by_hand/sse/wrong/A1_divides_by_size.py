"""Adds up, then divides by the number of entries."""


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    return ((y_pred - y) ** 2).sum() / y.size
