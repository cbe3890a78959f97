"""The length of the error."""


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return np.linalg.norm(y_hat - y)
