"""Walks back through sum, square and difference, one at a time."""


def vjp_sse(g, y_pred, y):
    error = y_pred - y
    g_squares = g.expand(error.shape)
    return g_squares * 2 * error
