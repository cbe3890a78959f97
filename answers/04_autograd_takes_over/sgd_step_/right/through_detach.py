"""A detached name for the same memory; autograd still counts the change."""


def sgd_step_(params, lr):

    for p in params:
        g = p.grad
        if g is not None:
            p.detach().add_(g, alpha=-lr)
            p.grad = None
