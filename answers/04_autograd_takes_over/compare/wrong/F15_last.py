"""The last gap only."""

import numpy as np


def compare(run_a, run_b, start, steps):

    a = np.asarray(run_a(*(s.copy() for s in start), steps))
    b = np.asarray(run_b(*(s.copy() for s in start), steps))
    return float(np.abs(a - b)[-1] / np.abs(a)[-1])
