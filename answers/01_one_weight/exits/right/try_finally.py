"""Puts the flag back whatever happens."""

import torch


def exits(x):
    with torch.no_grad():
        a = torch.add(x, 2)
    b = torch.add(x.detach(), 2)
    before = x.requires_grad
    try:
        x.requires_grad = False
        c = torch.add(x, 2)
    finally:
        x.requires_grad = before
    return a, b, c


def predictions():
    return {
        "detach_shares_memory": True,
        "clone_shares_memory": False,
        "x_tracked_after_detach": True,
        "computed_in_no_grad_tracked": False,
        "made_in_no_grad_tracked": True,
        "half_detached_sum_tracked": True,
        "computed_can_be_switched_off": False,
        "torch_backward_exists": False,
    }
