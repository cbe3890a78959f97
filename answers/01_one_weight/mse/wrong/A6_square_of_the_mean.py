"""Averages the errors, then squares."""


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return (y_hat - y).mean() ** 2
