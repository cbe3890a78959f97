"""Keeps the powers of the betas as running products."""


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = [*params]
        self.lr, self.betas, self.eps = lr, betas, eps
        self.powers = [1.0, 1.0]
        self.averages = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.powers = [power * beta for power, beta in zip(self.powers, self.betas)]
        for p, (m, v) in zip(self.params, self.averages):
            if p.grad is not None:
                for average, value, beta in ((m, p.grad, self.betas[0]), (v, p.grad * p.grad, self.betas[1])):
                    average += (1 - beta) * (value - average)
                m_hat, v_hat = (a / (1 - power) for a, power in zip((m, v), self.powers))
                p.sub_(self.lr * m_hat / (self.eps + torch.sqrt(v_hat)))

    def zero_grad(self):
        for p in self.params:
            p.grad = None
