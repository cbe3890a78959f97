"""Names g and overwrites it."""


def vjp_sse(g, y_pred, y):
    g = y_pred - y
    return g + g
