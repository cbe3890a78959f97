"""Makes the layers in forward."""


class TwoLayerNet(nn.Module):
    def __init__(self, D_in, H, D_out):
        super().__init__()
        self.sizes = D_in, H, D_out

    def forward(self, x):
        D_in, H, D_out = self.sizes
        h_relu = torch.relu(nn.Linear(D_in, H)(x))
        return nn.Linear(H, D_out)(h_relu)
