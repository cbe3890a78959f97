"""Subtracts the whole gradient."""


def step_(w, g, lr):
    w -= g
