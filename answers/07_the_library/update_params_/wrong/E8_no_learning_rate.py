"""Forgets the learning rate."""


def update_params_(model, lr):
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= p.grad
