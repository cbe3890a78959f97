"""Keeps the parameters in a dict."""


class SGD:
    def __init__(self, params, lr):
        self.params = dict(enumerate(params))
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params.values():
                if p.grad is not None:
                    p.copy_(p - self.lr * p.grad)

    def zero_grad(self):
        for p in self.params.values():
            p.grad = None
