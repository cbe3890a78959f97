"""torch.optim.SGD on leaves of its own."""

import torch


def train_autograd(x, y, w1, w2, lr, steps):

    params = [torch.tensor(w.tolist(), dtype=w.dtype, requires_grad=True) for w in (w1, w2)]
    optimizer = torch.optim.SGD(params, lr=lr)
    losses = [0.0] * steps
    for t in range(steps):
        optimizer.zero_grad()
        loss = (x.mm(params[0]).clamp(min=0).mm(params[1]) - y).pow(2).sum()
        losses[t] = loss.item()
        loss.backward()
        optimizer.step()
    return losses
