"""Overwrites the inputs and returns a copy."""


def predict(w, x):
    x[:] = w * x
    return x.copy()
