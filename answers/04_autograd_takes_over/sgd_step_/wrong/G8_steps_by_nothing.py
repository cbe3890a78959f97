"""Steps without asking whether there is a gradient.

Earns: 2
"""

import torch


def sgd_step_(params, lr):

    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad = None
