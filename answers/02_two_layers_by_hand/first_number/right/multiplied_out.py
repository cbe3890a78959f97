"""Targets and predictions apart: one sum of squares each."""


def first_number(N, D_in, H, D_out):
    targets = N * D_out
    predictions = 0.5 * N * D_in * H * D_out
    return float(targets + predictions)
