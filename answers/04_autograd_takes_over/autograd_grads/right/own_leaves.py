"""backward on leaves with the same numbers."""


def autograd_grads(x, y, w1, w2):

    a, b = w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()
    loss = ((x @ a).relu() @ b - y).square().sum()
    loss.backward()
    return float(loss), a.grad, b.grad
