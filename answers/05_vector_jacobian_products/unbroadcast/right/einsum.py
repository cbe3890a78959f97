"""Names every axis with a letter and leaves out those that vanish."""

import torch


def unbroadcast(g, shape):
    letters = "abcdefgh"[: g.dim()]
    missing = g.dim() - len(shape)
    kept = "".join(letters[missing + axis] for axis, size in enumerate(shape) if size != 1)
    return torch.einsum(f"{letters}->{kept}", g).reshape(tuple(shape))
