"""Flattens the errors and takes their dot product with themselves."""


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError(f"expected {y_pred.shape}, got {y.shape}")
    error = (y - y_pred).ravel()
    return error.dot(error)
