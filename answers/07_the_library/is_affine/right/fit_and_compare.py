"""Fits a matrix and a constant by least squares."""


def is_affine(f, D_in):
    for scale in (1.0, 30.0, 1000.0):
        x = scale * torch.randn(600, D_in, dtype=torch.float64)
        ones = torch.cat([x, scale * torch.ones(600, 1, dtype=torch.float64)], dim=1)
        y = f(x)
        fitted = ones @ torch.linalg.lstsq(ones, y).solution
        if (fitted - y).norm() > 1e-9 * y.norm():
            return False
    return True
