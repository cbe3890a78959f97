"""The formula as it is written, after a look at the shapes."""


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError(f"y_pred has shape {y_pred.shape}, y has shape {y.shape}")
    return ((y_pred - y) ** 2).sum()
