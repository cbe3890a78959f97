"""Is a list of parameters itself."""


class SGD(list):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self:
                p.add_(0 if p.grad is None else -self.lr * p.grad)

    def zero_grad(self):
        for p in self:
            p.grad = None
