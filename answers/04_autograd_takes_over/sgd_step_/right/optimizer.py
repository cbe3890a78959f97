"""torch's own optimizer does it."""

import torch


def sgd_step_(params, lr):

    optimizer = torch.optim.SGD(params, lr=lr)
    optimizer.step()
    optimizer.zero_grad()
