"""Reads .grad, which adds up from row to row."""

import torch


def jacobian_from_vjps(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    rows = []
    for out in y:
        out.backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)
