"""Variance of the error plus the square of its mean."""

import numpy as np


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    e = y_hat - y
    return e.var() + e.mean() ** 2
