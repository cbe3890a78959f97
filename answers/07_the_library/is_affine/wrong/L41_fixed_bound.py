"""A bound that does not grow with the values.

Earns: 1.5
"""


def is_affine(f, D_in):
    for scale in (0.1, 1.0, 10.0, 100.0, 1000.0):
        a, b = scale * torch.randn(2, 500, D_in, dtype=torch.float64)
        if (f(a) + f(b) - 2 * f((a + b) / 2)).abs().max() > 1e-6:
            return False
    return True
