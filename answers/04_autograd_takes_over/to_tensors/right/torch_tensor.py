"""torch.tensor copies, and takes dtype and device."""

import torch


def to_tensors(x_np, y_np, device, dtype):
    return torch.tensor(x_np, dtype=dtype, device=device), torch.tensor(y_np, dtype=dtype, device=device)
