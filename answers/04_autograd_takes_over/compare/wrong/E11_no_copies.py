"""Hands the caller's arrays to both runs."""

import numpy as np


def compare(run_a, run_b, start, steps):

    a = np.asarray(run_a(*start, steps))
    b = np.asarray(run_b(*start, steps))
    return np.abs(a - b) / np.abs(a)
