"""Compares lengths, not shapes.

Earns: 1
"""


def mse(y_hat, y):
    if len(y_hat) != len(y):
        raise ValueError("lengths differ")
    return ((y_hat - y) ** 2).mean()
