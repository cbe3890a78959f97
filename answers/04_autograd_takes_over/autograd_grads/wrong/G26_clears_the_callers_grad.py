"""Clears the caller's .grad first: right numbers, and the caller's are gone."""


def autograd_grads(x, y, w1, w2):
    w1.grad = w2.grad = None
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    loss.backward()
    return loss.item(), w1.grad.clone(), w2.grad.clone()
