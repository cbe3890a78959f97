"""Looks only where randn puts its points.

Earns: 1.5
"""


def is_affine(f, D_in):
    a, b = torch.randn(2, 500, D_in, dtype=torch.float64)
    ends, middle = f(a) + f(b), 2 * f((a + b) / 2)
    return bool((ends - middle).abs().max() <= 1e-9 * ends.abs().max())
