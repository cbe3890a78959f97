"""Writes through a detached view of each parameter."""


def load_ours_(model, w1, w2):
    parameters = [p.detach() for p in model.parameters()]
    for p, value in zip(parameters, [w1.mT, torch.zeros(1), w2.mT, torch.zeros(1)]):
        p.copy_(value.expand_as(p))
