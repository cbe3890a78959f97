"""Sums over named axes, in a list."""

import torch


def vjp_matmul(g, a, b):
    return [torch.tensordot(g, b, dims=([1], [1])), torch.tensordot(a, g, dims=([0], [0]))]
