"""Averages over the batch, though the loss adds up."""


def grad_y_pred(y_pred, y):
    return 2 * (y_pred - y) / len(y)
