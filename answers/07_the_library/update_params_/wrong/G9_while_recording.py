"""Moves leaf tensors while autograd is recording."""


def update_params_(model, lr):
    for p in model.parameters():
        if p.grad is not None:
            p -= lr * p.grad
