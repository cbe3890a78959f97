"""One draw of all numbers, cut in two."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    numbers = torch.normal(0.0, 1.0, (D_in * H + H * D_out,), generator=generator, dtype=dtype)
    first, second = numbers.split([D_in * H, H * D_out])
    w1 = first.reshape(D_in, H).to(device).clone().requires_grad_()
    w2 = second.reshape(H, D_out).to(device).clone().requires_grad_()
    return w1, w2
