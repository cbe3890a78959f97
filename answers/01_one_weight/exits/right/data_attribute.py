"""The old attribute .data, which only reads here."""

import torch


def exits(x):
    a = torch.no_grad()(lambda: x + 2)()
    b = x.detach().add(2)
    c = x.data + 2
    return [a, b, c]


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
