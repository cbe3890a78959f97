"""The slope of a sigmoid, written in its output."""


def grad_h(g_h_relu, h):
    return g_h_relu * h * (1 - h)
