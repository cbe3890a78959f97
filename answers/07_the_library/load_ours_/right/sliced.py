"""Writes into slices."""


@torch.no_grad()
def load_ours_(model, w1, w2):
    for layer, w in zip((model[0], model[2]), (w1, w2)):
        layer.weight[:] = w.T
        layer.bias[:] = 0
