"""Uses torch.func.vjp."""

import torch


def jacobian_from_vjps(f, x):
    y, back = torch.func.vjp(f, x.detach())
    return torch.stack([back(v)[0] for v in torch.eye(len(y), dtype=y.dtype)])
