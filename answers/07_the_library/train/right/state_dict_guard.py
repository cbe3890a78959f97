"""Watches the state of the model."""

import copy


def train(model, loss_fn, optimizer, x, y, steps):
    losses, start = [], copy.deepcopy(model.state_dict())
    while len(losses) < steps:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) == 1 and not any((value != start[name]).any() for name, value in model.state_dict().items()):
            raise ValueError("no parameter has moved")
    return losses
