"""Has no guard against the optimizer of another model.

Earns: 1.5
"""


def train(model, loss_fn, optimizer, x, y, steps):
    before = [p.detach().clone() for p in model.parameters()]
    losses = []
    for t in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
