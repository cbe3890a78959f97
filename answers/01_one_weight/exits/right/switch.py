"""set_grad_enabled, and detach after a clone."""

import torch


def exits(x):
    with torch.set_grad_enabled(False):
        a = 2 + x
    b = x.clone().detach() + 2
    c = torch.empty_like(x, requires_grad=False).copy_(x.detach()) + 2
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
