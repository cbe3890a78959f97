"""Copies column by column into rows."""


def load_ours_(model, w1, w2):
    with torch.no_grad():
        for layer, w in ((model[0], w1), (model[2], w2)):
            for unit in range(w.shape[1]):
                layer.weight[unit].copy_(w[:, unit])
            layer.bias.fill_(0.0)
