"""g(a + b) = g(a) + g(b) for g = f - f(0)."""


def is_affine(f, D_in):
    zero = f(torch.zeros(1, D_in, dtype=torch.float64))
    for power in range(-2, 5):
        a = torch.randn(400, D_in, dtype=torch.float64) * 10.0**power
        b = torch.randn(400, D_in, dtype=torch.float64) * 10.0**power
        left, right = f(a + b) - zero, (f(a) - zero) + (f(b) - zero)
        size = max(left.abs().max(), right.abs().max(), zero.abs().max())
        if (left - right).abs().max() > 1e-10 * size:
            return False
    return True
