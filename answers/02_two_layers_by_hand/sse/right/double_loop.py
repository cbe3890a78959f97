"""Two loops and a running total, a plain Python float."""


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("y_pred.shape must be y.shape")
    total = 0.0
    for n in range(y.shape[0]):
        for k in range(y.shape[1]):
            total += float(y_pred[n, k] - y[n, k]) ** 2
    return total
