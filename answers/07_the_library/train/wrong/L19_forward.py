"""Enters the model by its forward.

Earns: 1.5
"""


def train(model, loss_fn, optimizer, x, y, steps):
    before = [p.detach().clone() for p in model.parameters()]
    losses = []
    for t in range(steps):
        loss = loss_fn(model.forward(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if t == 0 and all(torch.equal(p, q) for p, q in zip(model.parameters(), before)):
            raise ValueError("the optimizer moves another model")
    return losses
