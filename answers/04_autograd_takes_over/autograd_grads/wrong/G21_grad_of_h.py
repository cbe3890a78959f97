"""Asks for the gradient of h, which nobody kept."""


def autograd_grads(x, y, w1, w2):

    a, b = w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()
    h = x.mm(a)
    loss = (h.clamp(min=0).mm(b) - y).pow(2).sum()
    loss.backward()
    return loss.item(), x.t().mm(h.grad), b.grad
