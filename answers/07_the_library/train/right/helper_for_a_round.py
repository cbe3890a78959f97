"""A helper takes one step."""


def one_round(model, loss_fn, optimizer, x, y):
    loss = loss_fn(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def numbers(model):
    return torch.cat([p.detach().flatten().clone() for p in model.parameters()])


def train(model, loss_fn, optimizer, x, y, steps):
    start = numbers(model)
    losses = []
    for _ in range(steps):
        losses.append(one_round(model, loss_fn, optimizer, x, y))
        if len(losses) == 1 and torch.equal(start, numbers(model)):
            raise ValueError("the first step moved nothing: which parameters does the optimizer hold?")
    return losses
