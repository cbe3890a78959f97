"""Python's own sum adds rows: one number an output is left."""


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    return sum((y_pred - y) ** 2)
