"""Twice the prediction, where the error belongs."""


def grad_y_pred(y_pred, y):
    return 2 * y_pred
