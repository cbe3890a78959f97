"""Gets the mean square of relu(z) from a sum under the bell curve, the rest from variances."""

import numpy as np


def first_number(N, D_in, H, D_out):
    z = np.linspace(-12, 12, 24001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    mean_square_relu = (np.maximum(z, 0) ** 2 * density).sum() * (z[1] - z[0])
    return float(N * D_out * (1 + H * D_in * mean_square_relu))
