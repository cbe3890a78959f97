"""Multiplies two means."""

import numpy as np


def grad_w(w, x, y):
    return 2 * x.mean() * (w * x - y).mean()
