"""A dict of states, each with its own count."""


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.state = {p: {"t": 0, "m": 0.0, "v": 0.0} for p in params}
        self.lr, self.betas, self.eps = lr, betas, eps

    def step(self):
        (one, two), lr = self.betas, self.lr
        for p, s in self.state.items():
            if p.grad is not None:
                g = p.grad
                s["t"] += 1
                s["m"] = one * s["m"] + (1 - one) * g
                s["v"] = two * s["v"] + (1 - two) * g.square()
                m, v = s["m"] / (1 - one ** s["t"]), s["v"] / (1 - two ** s["t"])
                p.data -= lr * m / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.state:
            p.grad = None
