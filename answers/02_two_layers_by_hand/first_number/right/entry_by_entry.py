"""Adds up the expected squared error of every entry of the output."""


def first_number(N, D_in, H, D_out):
    total = 0.0
    for _sample in range(N):
        for _output in range(D_out):
            total += 1.0
            for _unit in range(H):
                total += D_in / 2
    return total
