"""The same through .data: no alarm, wrong gradients."""


def train_autograd(x, y, w1, w2, lr, steps):
    w1, w2 = w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()
    losses = []
    for t in range(steps):
        loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
        losses.append(loss.item())
        for w in (w1, w2):
            if w.grad is not None:
                w.data -= lr * w.grad
                w.grad = None
        loss.backward()
    return losses
