"""Switches the record off in backward.

Earns: 2
"""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w if b is None else x @ w + b

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        for_x, for_w, for_b = ctx.needs_input_grad
        with torch.no_grad():
            return g @ w.T if for_x else None, x.T @ g if for_w else None, g.sum(0) if for_b else None


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
