"""Takes the squared mean of relu(z) for the mean of its square."""

import math


def first_number(N, D_in, H, D_out):
    mean_relu = 1 / math.sqrt(2 * math.pi)
    return N * D_out * (1 + H * D_in * mean_relu**2)
