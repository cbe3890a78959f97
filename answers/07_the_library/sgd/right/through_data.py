"""Moves .data, in a tuple of parameters."""


class SGD:
    def __init__(self, params, lr):
        self.lr = lr
        self.params = tuple(params)

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            p.data = p.data - self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None
