"""The second run gets weights of its own."""

import numpy as np


def compare(run_a, run_b, start, steps):

    x, y, w1, w2 = (s.copy() for s in start)
    rng = np.random.default_rng(1)
    a = np.asarray(run_a(x.copy(), y.copy(), w1, w2, steps))
    b = np.asarray(run_b(x, y, rng.standard_normal(w1.shape), rng.standard_normal(w2.shape), steps))
    return np.abs(a - b) / np.abs(a)
