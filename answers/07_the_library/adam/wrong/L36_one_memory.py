"""Keeps one pair of averages for all parameters."""


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.m = self.v = self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is not None:
                self.m = b1 * self.m + (1 - b1) * p.grad
                self.v = b2 * self.v + (1 - b2) * p.grad**2
                p -= self.lr * (self.m / (1 - b1**self.t)) / ((self.v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
