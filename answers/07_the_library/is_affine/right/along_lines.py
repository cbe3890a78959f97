"""Three points on each of many random lines, NumPy random numbers."""


def is_affine(f, D_in):
    import numpy as np

    rng = np.random.default_rng(3)
    for scale in np.logspace(-1, 4, 11):
        start, way = torch.tensor(scale * rng.standard_normal((2, 300, D_in)))
        values = [f(start + s * way) for s in (-1.0, 0.5, 2.0)]
        bend = values[0] - 2 * values[1] + values[2]
        if bend.abs().max() > 1e-9 * max(v.abs().max() for v in values):
            return False
    return True
