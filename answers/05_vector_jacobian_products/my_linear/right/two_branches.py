"""Applies one of two Functions."""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b=None):
        ctx.save_for_backward(x, w)
        return x @ w if b is None else torch.addmm(b, x, w)

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        recipes = (lambda: g @ w.mT, lambda: x.mT @ g, lambda: g.sum(dim=0))
        return tuple(make() if asked else None for make, asked in zip(recipes, ctx.needs_input_grad, strict=False))


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w) if b is None else MyLinear.apply(x, w, b)
