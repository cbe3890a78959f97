"""Largest minus smallest, over the first."""

import numpy as np


def compare(run_a, run_b, start, steps):

    runs = [np.asarray(run(*(np.copy(s) for s in start), steps)) for run in (run_a, run_b)]
    high, low = np.maximum(*runs), np.minimum(*runs)
    return (high - low) / runs[0]
