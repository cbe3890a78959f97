"""Gives the name p to a new tensor."""


def update_params_(model, lr):
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p = p - lr * p.grad
