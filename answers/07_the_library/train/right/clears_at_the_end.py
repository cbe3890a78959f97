"""Clears after the step."""


def train(model, loss_fn, optimizer, x, y, steps):
    optimizer.zero_grad()
    before = [p.detach().clone() for p in model.parameters()]
    losses = []
    for t in range(steps):
        y_pred = model(x)
        loss = loss_fn(y_pred, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss))
        if t == 0 and all(torch.equal(p, q) for p, q in zip(model.parameters(), before)):
            raise ValueError("the optimizer moves another model")
    return losses
