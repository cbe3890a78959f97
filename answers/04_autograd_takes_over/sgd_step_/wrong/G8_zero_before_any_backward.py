"""Clears whatever is there, also nothing.

Earns: 2
"""

import torch


def sgd_step_(params, lr):

    with torch.no_grad():
        for p in params:
            p -= lr * (0 if p.grad is None else p.grad)
            p.grad.zero_()
