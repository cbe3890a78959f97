"""copy_ into .data, nn.init for the biases."""


def load_ours_(model, w1, w2):
    linears = [layer for layer in model if isinstance(layer, nn.Linear)]
    for layer, w in zip(linears, [w1, w2]):
        layer.weight.data.copy_(w.transpose(0, 1))
        nn.init.zeros_(layer.bias)
