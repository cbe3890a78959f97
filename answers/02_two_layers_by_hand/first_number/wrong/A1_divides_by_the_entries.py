"""Gets the sum right and then divides it by the number of entries."""


def first_number(N, D_in, H, D_out):
    total = N * D_out * (1 + H * D_in / 2)
    return total / (N * D_out)
