"""In place on a leaf while autograd records."""


def sgd_step_(params, lr):

    for p in params:
        if p.grad is not None:
            p -= lr * p.grad
            p.grad = None
