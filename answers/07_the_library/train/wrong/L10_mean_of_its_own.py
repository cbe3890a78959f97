"""Takes a loss of its own, the mean."""


def train(model, loss_fn, optimizer, x, y, steps):
    before = [p.detach().clone() for p in model.parameters()]
    losses = []
    for t in range(steps):
        loss = nn.MSELoss()(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if t == 0 and all(torch.equal(p, q) for p, q in zip(model.parameters(), before)):
            raise ValueError("the optimizer moves another model")
    return losses
