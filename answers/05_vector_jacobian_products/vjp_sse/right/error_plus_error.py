"""Adds instead of doubling."""


def vjp_sse(g, y_pred, y):
    error = y_pred - y
    return g * (error + error)
