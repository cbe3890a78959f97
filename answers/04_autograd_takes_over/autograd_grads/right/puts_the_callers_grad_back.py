"""backward on the caller's leaves, whose .grad is put back."""


def autograd_grads(x, y, w1, w2):

    kept = w1.grad, w2.grad
    w1.grad = w2.grad = None
    loss = (x.mm(w1).clamp_min(0).mm(w2) - y).pow(2).sum()
    loss.backward()
    found = w1.grad, w2.grad
    w1.grad, w2.grad = kept
    return loss.item(), found[0], found[1]
