"""Returns a gradient for ctx as well."""

import torch


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        gx = g * (x > 0)
        return gx, gx


def my_relu(x):
    return MyReLU.apply(x)
