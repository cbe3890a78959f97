"""Writes the predictions over the inputs."""


def predict(w, x):
    x *= w
    return x
