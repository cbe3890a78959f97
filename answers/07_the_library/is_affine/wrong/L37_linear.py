"""Asks for f(a + b) = f(a) + f(b)."""


def is_affine(f, D_in):
    for scale in (0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0):
        a, b = scale * torch.randn(2, 500, D_in, dtype=torch.float64)
        whole, parts = f(a + b), f(a) + f(b)
        if (whole - parts).abs().max() > 1e-9 * whole.abs().max():
            return False
    return True
