"""Clears between backward and step."""


def train(model, loss_fn, optimizer, x, y, steps):
    before = [p.detach().clone() for p in model.parameters()]
    losses = []
    for t in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    return losses
