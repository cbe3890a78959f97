"""Mixes two points in random shares, in a box instead of a ball."""


def is_affine(f, D_in):
    def straight(scale):
        x = scale * (2 * torch.rand(3, 800, D_in, dtype=torch.float64) - 1)
        a, b, _ = x
        t = torch.rand(800, 1, dtype=torch.float64)
        mixed = f(t * a + (1 - t) * b)
        expected = t * f(a) + (1 - t) * f(b)
        return torch.allclose(mixed, expected, rtol=0, atol=1e-9 * float(expected.abs().max()))

    return all(straight(scale) for scale in (0.3, 2, 20, 200, 2000, 20000))
