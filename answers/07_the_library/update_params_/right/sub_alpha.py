"""sub_ with alpha."""


@torch.no_grad()
def update_params_(model, lr):
    for p in model.parameters():
        if p.grad is None:
            continue
        p.sub_(p.grad, alpha=lr)
