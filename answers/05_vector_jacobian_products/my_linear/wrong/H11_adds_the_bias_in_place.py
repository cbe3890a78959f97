"""Writes into the input."""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x.clone(), w)
        y = x @ w
        x.zero_()
        return y if b is None else y + b

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        gx = gw = gb = None
        if ctx.needs_input_grad[0]:
            gx = g @ w.T
        if ctx.needs_input_grad[1]:
            gw = x.T @ g
        if ctx.needs_input_grad[2]:
            gb = g.sum(0)
        return gx, gw, gb


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
