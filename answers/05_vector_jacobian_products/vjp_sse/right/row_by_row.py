"""Goes through the samples one by one."""

import torch


def vjp_sse(g, y_pred, y):
    return torch.stack([2 * (p - t) * g for p, t in zip(y_pred, y, strict=True)])
