"""Saves the output and asks it for negative entries."""

import torch


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.clamp(min=0)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        grad_input = g.clone()
        grad_input[y < 0] = 0
        return grad_input


def my_relu(x):
    return MyReLU.apply(x)
