"""The plain formula: a column against a row makes N times N comparisons.

Earns: 1
"""


def mse(y_hat, y):
    return ((y_hat - y) ** 2).mean()
