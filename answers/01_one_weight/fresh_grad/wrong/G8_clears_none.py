"""Clears before there is anything."""


def fresh_grad(loss_fn, w):
    w.grad.zero_()
    loss_fn(w).backward()
    return w.grad
