"""Adds up first and squares last: errors of opposite sign cancel."""


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    return (y_pred - y).sum() ** 2
