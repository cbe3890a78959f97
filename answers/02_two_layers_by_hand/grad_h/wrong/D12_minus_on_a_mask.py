"""Flips the mask with a minus sign, which NumPy refuses for True and False."""


def grad_h(g_h_relu, h):
    mask = -(h < 0)
    return g_h_relu * mask
