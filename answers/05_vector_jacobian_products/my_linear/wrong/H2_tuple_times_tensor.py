"""Uses the saved tuple as a tensor."""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w if b is None else x @ w + b

    @staticmethod
    def backward(ctx, g):
        saved = ctx.saved_tensors
        return g @ saved.T, saved.T @ g, g.sum(0)


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
