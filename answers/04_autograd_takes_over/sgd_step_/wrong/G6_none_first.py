"""Clears to None, then steps by it."""

import torch


def sgd_step_(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad = None
                p -= lr * p.grad
