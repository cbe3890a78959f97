"""Saves tensors that have lost their record.

Earns: 2
"""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.x, ctx.w = x.detach().clone(), w.detach().clone()
        return x @ w if b is None else x @ w + b

    @staticmethod
    def backward(ctx, g):
        gx = gw = gb = None
        if ctx.needs_input_grad[0]:
            gx = g @ ctx.w.T
        if ctx.needs_input_grad[1]:
            gw = ctx.x.T @ g
        if ctx.needs_input_grad[2]:
            gb = g.sum(0)
        return gx, gw, gb


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
