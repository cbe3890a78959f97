"""Asks only for f(x) + f(-x) = 2 f(0).

Earns: 1.5
"""


def is_affine(f, D_in):
    zero = f(torch.zeros(1, D_in, dtype=torch.float64))
    for scale in (0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0):
        x = scale * torch.randn(500, D_in, dtype=torch.float64)
        if (f(x) + f(-x) - 2 * zero).abs().max() > 1e-9 * f(x).abs().max():
            return False
    return True
