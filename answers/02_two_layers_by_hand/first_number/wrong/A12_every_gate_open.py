"""Forgets that the gate lets only half through."""


def first_number(N, D_in, H, D_out):
    return float(N * D_out * (1 + H * D_in))
