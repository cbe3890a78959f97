"""The textbook's one half."""


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return 0.5 * ((y_hat - y) ** 2).mean()
