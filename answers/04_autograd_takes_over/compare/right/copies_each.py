"""Copies for each run."""

import numpy as np


def compare(run_a, run_b, start, steps):

    a = np.array(run_a(*[s.copy() for s in start], steps))
    b = np.array(run_b(*[s.copy() for s in start], steps))
    return abs(a - b) / abs(a)
