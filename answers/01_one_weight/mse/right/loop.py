"""Plain Python, a sample at a time."""


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    total = 0.0
    for a, b in zip(y_hat, y):
        total += (a - b) ** 2
    return total / len(y)
