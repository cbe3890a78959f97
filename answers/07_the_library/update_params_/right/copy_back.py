"""Computes the new place and copies it back."""


def update_params_(model, lr):
    for name, p in model.named_parameters():
        if p.grad is not None:
            new = p.detach() - lr * p.grad.detach()
            with torch.no_grad():
                p.copy_(new)
