"""torch.autograd.backward, the model clears its own gradients, too."""


def train(model, loss_fn, optimizer, x, y, steps):
    before = [p.detach().clone() for p in model.parameters()]
    losses = []
    for t in range(steps):
        loss = loss_fn(model(x), y)
        model.zero_grad()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(loss.item())
        if t == 0 and all(torch.equal(p, q) for p, q in zip(model.parameters(), before)):
            raise ValueError("the optimizer moves another model")
    return losses
