"""as_tensor copies only where it must."""

import torch


def to_tensors(x_np, y_np, device, dtype):
    x = torch.as_tensor(x_np, dtype=dtype, device=device)
    y = torch.as_tensor(y_np, dtype=dtype, device=device)
    return x, y
