"""Flattens to two axes and multiplies with a row of ones."""

import torch


def unbroadcast(g, shape):
    missing = g.dim() - len(shape)
    gone = list(range(missing)) + [missing + axis for axis, size in enumerate(shape) if size == 1]
    stay = [axis for axis in range(g.dim()) if axis not in gone]
    rows = 1
    for axis in gone:
        rows *= g.shape[axis]
    columns = 1
    for axis in stay:
        columns *= g.shape[axis]
    table = g.permute(gone + stay).reshape(rows, columns)
    ones = torch.ones(1, rows, dtype=g.dtype, device=g.device)
    return (ones @ table).reshape(tuple(shape))
