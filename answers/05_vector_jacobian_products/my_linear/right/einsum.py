"""Names the indices."""

import torch


class MyLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        y = torch.einsum("nm,mk->nk", x, w)
        return y if b is None else y + b

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        gx = gw = gb = None
        if ctx.needs_input_grad[0]:
            gx = torch.einsum("nk,mk->nm", g, w)
        if ctx.needs_input_grad[1]:
            gw = torch.einsum("nm,nk->mk", x, g)
        if ctx.needs_input_grad[2]:
            gb = torch.einsum("nk->k", g)
        return gx, gw, gb


def my_linear(x, w, b=None):
    return MyLinear.apply(x, w, b)
