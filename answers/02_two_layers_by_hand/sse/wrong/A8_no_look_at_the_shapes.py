"""The plain formula: y of shape (N,) against (N, 1) makes N times N comparisons, without a word.

Earns: 1
"""


def sse(y_pred, y):
    return ((y_pred - y) ** 2).sum()
