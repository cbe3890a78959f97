"""Loops over the method."""


def update_params_(model, lr):
    with torch.no_grad():
        for p in model.parameters:
            p -= lr * p.grad
