"""Sends random upstream gradients and solves for the rows."""

import torch


def jacobian_from_vjps(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    vs = torch.linalg.qr(torch.eye(len(y), dtype=torch.float64) + 0.1)[0].to(y.dtype)
    products = torch.stack([torch.autograd.grad(y, x, v, retain_graph=True)[0] for v in vs])
    return torch.linalg.solve(vs, products)
