"""The definition."""


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()
