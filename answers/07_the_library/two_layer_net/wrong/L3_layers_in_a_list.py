"""Keeps the layers in a list."""


class TwoLayerNet(nn.Module):
    def __init__(self, D_in, H, D_out):
        super().__init__()
        self.layers = [nn.Linear(D_in, H), nn.Linear(H, D_out)]

    def forward(self, x):
        return self.layers[1](torch.relu(self.layers[0](x)))
