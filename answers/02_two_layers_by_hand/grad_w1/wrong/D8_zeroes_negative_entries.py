"""Applies the gate to the gradient of the weights, after the samples have been added up."""


def grad_w1(x, g_h):
    grad = x.T @ g_h
    grad[grad < 0] = 0
    return grad
