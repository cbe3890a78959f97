"""The worst gap only."""

import numpy as np


def compare(run_a, run_b, start, steps):

    a = np.asarray(run_a(*(s.copy() for s in start), steps))
    b = np.asarray(run_b(*(s.copy() for s in start), steps))
    return (np.abs(a - b) / np.abs(a)).max()
