"""Multiplies with an extra axis and sums over the right one."""


def vjp_matmul(g, a, b):
    ga = (g[:, None, :] * b[None, :, :]).sum(2)
    gb = (a[:, :, None] * g[:, None, :]).sum(0)
    return ga, gb
