"""Asks for equality to the last digit."""


def is_affine(f, D_in):
    for scale in (1.0, 10.0, 100.0, 1000.0):
        a, b = scale * torch.randn(2, 500, D_in, dtype=torch.float64)
        if not torch.equal(f(a) + f(b), 2 * f((a + b) / 2)):
            return False
    return True
