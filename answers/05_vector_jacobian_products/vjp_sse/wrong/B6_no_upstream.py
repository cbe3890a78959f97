"""Never looks at g."""


def vjp_sse(g, y_pred, y):
    return 2 * (y_pred - y)
