"""The sum of the squared predictions: the targets vary too, and are forgotten.

Earns: 0
"""


def first_number(N, D_in, H, D_out):
    return N * D_out * H * D_in / 2
