"""Clears after the walk."""


def fresh_grad(loss_fn, w):
    loss_fn(w).backward()
    w.grad.zero_()
    return w.grad
