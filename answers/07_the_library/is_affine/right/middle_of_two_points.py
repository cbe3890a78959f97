"""The value in the middle, at six scales."""


def is_affine(f, D_in):
    for scale in (0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0):
        a, b = scale * torch.randn(2, 500, D_in, dtype=torch.float64)
        ends, middle = f(a) + f(b), 2 * f((a + b) / 2)
        if (ends - middle).abs().max() > 1e-9 * (f(a).abs() + f(b).abs()).max():
            return False
    return True
