"""Calls the functions of the exercises before."""

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
        if ctx.needs_input_grad[2]:
            gb = unbroadcast(g, g.shape[1:])
        if ctx.needs_input_grad[0] or ctx.needs_input_grad[1]:
            gx, gw = vjp_matmul(g, x, w)
        if not ctx.needs_input_grad[1]:
            gw = None
        return gx, gw, gb


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
