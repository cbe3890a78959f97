"""Adds an outer product for each sample."""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w if b is None else x @ w + b

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        gx = gw = gb = None
        if ctx.needs_input_grad[0]:
            gx = torch.stack([w @ row for row in g])
        if ctx.needs_input_grad[1]:
            gw = sum(torch.outer(a, row) for a, row in zip(x, g, strict=True))
        if ctx.needs_input_grad[2]:
            gb = g.sum(0)
        return gx, gw, gb


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
