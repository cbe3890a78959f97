"""Gives the layers new Parameter objects.

Earns: 1.5
"""


def load_ours_(model, w1, w2):
    dtype = model[0].weight.dtype
    model[0].weight = nn.Parameter(w1.t().clone().to(dtype))
    model[2].weight = nn.Parameter(w2.t().clone().to(dtype))
    nn.init.zeros_(model[0].bias)
    nn.init.zeros_(model[2].bias)
