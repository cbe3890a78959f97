"""Layers added by name, biases said aloud."""


def make_model(D_in, H, D_out):
    model = nn.Sequential()
    for name, layer in [
        ("in", nn.Linear(D_in, H, bias=True)),
        ("gate", nn.ReLU()),
        ("out", nn.Linear(H, D_out, bias=True)),
    ]:
        model.add_module(name, layer)
    return model
