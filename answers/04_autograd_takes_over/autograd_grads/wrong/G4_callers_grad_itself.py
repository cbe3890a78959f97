"""The same, and hands out the caller's .grad itself."""


def autograd_grads(x, y, w1, w2):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    loss.backward()
    return loss.item(), w1.grad, w2.grad
