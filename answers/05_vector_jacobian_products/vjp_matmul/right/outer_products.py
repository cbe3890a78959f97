"""Adds an outer product for each sample."""

import torch


def vjp_matmul(g, a, b):
    gb = torch.zeros_like(b)
    for row, upstream in zip(a, g, strict=True):
        gb = gb + torch.outer(row, upstream)
    return torch.stack([(b * upstream).sum(1) for upstream in g]), gb
