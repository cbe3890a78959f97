"""Scales the output of relu in place."""


def train_autograd(x, y, w1, w2, lr, steps):
    w1, w2 = w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()
    losses = []
    for t in range(steps):
        h_relu = x.mm(w1).relu()
        h_relu *= 1.0
        loss = (h_relu.mm(w2) - y).pow(2).sum()
        losses.append(loss.item())
        loss.backward()
        sgd_step_([w1, w2], lr)
    return losses
