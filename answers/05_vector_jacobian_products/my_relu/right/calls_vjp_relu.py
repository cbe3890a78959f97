"""Calls the function of exercise 5.4."""

import torch


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return vjp_relu(g, x)


def my_relu(x):
    return MyReLU.apply(x)
