"""Moves .data."""


def update_params_(model, lr):
    for p in filter(lambda p: p.grad is not None, model.parameters()):
        p.data.add_(-lr * p.grad)
