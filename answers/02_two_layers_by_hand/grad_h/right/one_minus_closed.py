"""One minus the closed gates: in NumPy, 1 - mask is allowed and gives integers."""


def grad_h(g_h_relu, h):
    closed = h < 0
    return g_h_relu * (1 - closed)
