"""Clears at the top of the round; list of detached numbers."""


def train(model, loss_fn, optimizer, x, y, steps):
    before = [p.detach().clone() for p in model.parameters()]
    losses = []
    for t in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses += [loss.detach().tolist()]
        if t == 0 and all(torch.equal(p, q) for p, q in zip(model.parameters(), before)):
            raise ValueError("the optimizer moves another model")
    return losses
