"""Moves only what has two dimensions."""


def update_params_(model, lr):
    with torch.no_grad():
        for p in model.parameters():
            if p.dim() == 2:
                p -= lr * p.grad
