"""Keeps every gradient and adds up the averages anew."""


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.history = [(p, []) for p in params]
        self.lr, self.betas, self.eps = lr, betas, eps

    def step(self):
        b1, b2 = self.betas
        for p, past in self.history:
            if p.grad is None:
                continue
            past.append(p.grad.clone())
            t = len(past)
            m = sum(b1 ** (t - 1 - i) * g for i, g in enumerate(past)) * (1 - b1) / (1 - b1**t)
            v = sum(b2 ** (t - 1 - i) * g * g for i, g in enumerate(past)) * (1 - b2) / (1 - b2**t)
            with torch.no_grad():
                p -= self.lr * m / (v**0.5 + self.eps)

    def zero_grad(self):
        for p, _ in self.history:
            p.grad = None
