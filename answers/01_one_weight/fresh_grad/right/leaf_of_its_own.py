"""Asks at a leaf of its own."""


def fresh_grad(loss_fn, w):
    leaf = w.detach().clone().requires_grad_()
    loss_fn(leaf).backward()
    return leaf.grad
