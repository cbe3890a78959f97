"""Binds the name w to a new array; the caller's stays as it was."""


def step_(w, g, lr):
    w = w - lr * g
