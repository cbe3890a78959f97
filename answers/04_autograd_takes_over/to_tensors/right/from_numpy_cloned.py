"""from_numpy looks at the array's memory; clone makes new memory."""

import torch


def to_tensors(x_np, y_np, device, dtype):
    x, y = (torch.from_numpy(array).clone().to(device=device, dtype=dtype) for array in (x_np, y_np))
    return x, y
