"""Remembers in ctx whether there was a bias, and saves all three."""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.has_bias = b is not None
        ctx.save_for_backward(x, w, *([b] if ctx.has_bias else []))
        y = x.mm(w)
        return y + b if ctx.has_bias else y

    @staticmethod
    def backward(ctx, g):
        x, w, *_ = ctx.saved_tensors
        gx = g.mm(w.t()) if ctx.needs_input_grad[0] else None
        gw = x.t().mm(g) if ctx.needs_input_grad[1] else None
        gb = torch.ones_like(g[:, 0]) @ g if ctx.has_bias and ctx.needs_input_grad[2] else None
        return gx, gw, gb


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
