"""Layers registered with add_module; half of h plus its size."""


class TwoLayerNet(nn.Module):
    def __init__(self, D_in, H, D_out):
        super().__init__()
        self.add_module("linear1", nn.Linear(D_in, H))
        self.add_module("linear2", nn.Linear(H, D_out))

    def forward(self, x):
        h = self.linear1(x)
        return self.linear2((h + h.abs()) / 2)
