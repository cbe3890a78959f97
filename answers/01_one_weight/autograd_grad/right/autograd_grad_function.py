"""torch.autograd.grad, without .grad."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=torch.float64).requires_grad_()
        loss = mse(predict(weight, x), y)
        (slope,) = torch.autograd.grad(loss, weight)
    return float(slope)
