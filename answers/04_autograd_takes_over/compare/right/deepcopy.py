"""deepcopy of the tuple; the ratio minus one."""

import copy

import numpy as np


def compare(run_a, run_b, start, steps):

    a = np.asarray(run_a(*copy.deepcopy(start), steps), dtype=float)
    b = np.asarray(run_b(*copy.deepcopy(start), steps), dtype=float)
    return np.abs(b / a - 1)
