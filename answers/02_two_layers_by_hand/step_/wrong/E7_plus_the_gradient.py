"""Adds the gradient: uphill."""


def step_(w, g, lr):
    w += lr * g
