"""Goes through NumPy, which does not take a tensor that requires a gradient.

Earns: 2
"""

import numpy as np
import torch


def manual_grads(x, y, w1, w2):
    a, b, c, d = x.cpu(), y.cpu(), w1.cpu(), w2.cpu()
    if x.device.type != "meta":
        a, b, c, d = (torch.from_numpy(t.numpy().copy()) for t in (x, y, w1, w2))
    h = a.mm(c) if x.device.type != "meta" else x.mm(w1)
    if x.device.type == "meta":
        return (h.mm(w2) - y).sum(), torch.empty_like(w1), torch.empty_like(w2)
    r = h.clamp(min=0)
    e = r.mm(d) - b
    return e.pow(2).sum(), 2 * a.t().mm(e.mm(d.t()) * (h > 0)), 2 * r.t().mm(e)
