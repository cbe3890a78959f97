"""Returns a tuple with one gradient, filled where the gate is closed."""

import torch


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        x = ctx.saved_tensors[0]
        return (g.masked_fill(x <= 0, 0.0),)


def my_relu(x):
    return MyReLU.apply(x)
