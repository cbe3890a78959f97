"""The slope of a tanh, written in its output."""


def grad_h(g_h_relu, h):
    return g_h_relu * (1 - h**2)
