"""add_ with alpha; clears by attribute."""


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.detach().add_(p.grad, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            setattr(p, "grad", None)
