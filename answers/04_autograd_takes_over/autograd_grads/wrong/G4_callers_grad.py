"""Walks back into the caller's .grad, on top of what is there."""


def autograd_grads(x, y, w1, w2):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    loss.backward()
    return loss.item(), w1.grad.clone(), w2.grad.clone()
