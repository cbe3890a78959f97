"""Seed 4's sub_ with alpha; zeros afterwards."""

import torch


def sgd_step_(params, lr):

    for p in params:
        if p.grad is None:
            continue
        with torch.no_grad():
            p.sub_(p.grad, alpha=lr)
            p.grad.zero_()
