"""Carries directions forward and lays the columns as rows."""

import torch


def jacobian_from_vjps(f, x):
    return torch.stack([torch.func.jvp(f, (x,), (v,))[1] for v in torch.eye(len(x), dtype=x.dtype)])
