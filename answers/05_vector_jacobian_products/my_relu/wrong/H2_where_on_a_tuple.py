"""Hands the tuple to where."""

import torch


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        x = ctx.saved_tensors
        return torch.where(x > 0, g, 0.0)


def my_relu(x):
    return MyReLU.apply(x)
