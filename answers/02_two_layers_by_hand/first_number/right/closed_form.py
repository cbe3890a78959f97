"""The formula in one line."""


def first_number(N, D_in, H, D_out):
    return N * D_out * (1 + H * D_in / 2)
