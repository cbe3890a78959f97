"""Into the tensor by a full slice."""

import torch


def sgd_step_(params, lr):

    def step(p):
        p[...] = p - p.grad * lr
        p.grad = None

    with torch.inference_mode(False), torch.no_grad():
        for p in filter(lambda q: q.grad is not None, params):
            step(p)
