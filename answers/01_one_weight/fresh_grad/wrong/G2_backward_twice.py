"""Walks back twice over one graph."""


def fresh_grad(loss_fn, w):
    w.grad = None
    loss = loss_fn(w)
    loss.backward()
    loss.backward()
    return w.grad
