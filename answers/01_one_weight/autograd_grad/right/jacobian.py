"""torch.autograd.functional.jacobian of a number."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        found = torch.autograd.functional.jacobian(lambda v: ((v * x - y) ** 2).mean(), torch.tensor(w, dtype=x.dtype))
    return found.item()
