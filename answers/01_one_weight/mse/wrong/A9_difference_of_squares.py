"""Squares first and subtracts then."""


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return (y_hat**2 - y**2).mean()
