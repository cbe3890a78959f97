"""Reads the matrix off the unit vectors and predicts everything else."""


def is_affine(f, D_in):
    generator = torch.Generator().manual_seed(1)
    zero = f(torch.zeros(1, D_in, dtype=torch.float64))
    matrix = f(torch.eye(D_in, dtype=torch.float64)) - zero
    verdict = True
    for scale in (0.5, 2.0, 50.0, 500.0, 5000.0):
        x = scale * torch.randn(500, D_in, generator=generator, dtype=torch.float64)
        error = (f(x) - (x @ matrix + zero)).abs().max()
        verdict = verdict and bool(error <= 1e-9 * (f(x).abs().max() + zero.abs().max()))
    return verdict
