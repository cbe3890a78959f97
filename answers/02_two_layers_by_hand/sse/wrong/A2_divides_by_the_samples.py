"""Adds up, then divides by the number of samples."""


def sse(y_pred, y):
    N = y.shape[0]
    return ((y_pred - y) ** 2).sum() / N
