"""Calls functions instead of operators."""

import torch


def vjp_sse(g, y_pred, y):
    return torch.mul(torch.sub(y_pred, y), torch.mul(g, 2))
