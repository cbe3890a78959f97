"""The third way on a leaf of its own."""

import torch


def exits(x):
    with torch.no_grad():
        a = x + 2
        leaf = x.clone()
    b = (x + 2).detach()
    leaf.requires_grad_(False)
    return a, b, leaf + 2


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
