"""Computes three gradients and returns none of them."""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w if b is None else x @ w + b

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        gx, gw, gb = g @ w.T, x.T @ g, g.sum(0)


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
