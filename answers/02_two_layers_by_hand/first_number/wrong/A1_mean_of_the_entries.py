"""The expected mean of the squared errors, not their sum."""


def first_number(N, D_in, H, D_out):
    return 1 + H * D_in / 2
