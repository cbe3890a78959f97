"""Cuts the graph at h; a step that skips None does not mind."""


def train_autograd(x, y, w1, w2, lr, steps):
    w1, w2 = w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()
    losses = []
    for t in range(steps):
        h = x.mm(w1).detach()
        loss = (h.clamp(min=0).mm(w2) - y).pow(2).sum()
        losses.append(loss.item())
        loss.backward()
        sgd_step_([w1, w2], lr)
    return losses
