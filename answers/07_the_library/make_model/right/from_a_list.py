"""A list of layers, unpacked."""


def make_model(D_in, H, D_out):
    layers = [nn.Linear(in_features=D_in, out_features=H), nn.ReLU(), nn.Linear(in_features=H, out_features=D_out)]
    return nn.Sequential(*layers)
