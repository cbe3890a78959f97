"""The mean absolute error."""


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return abs(y_hat - y).mean()
