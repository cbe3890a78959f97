"""Keeps weights as plain tensors."""


class TwoLayerNet(nn.Module):
    def __init__(self, D_in, H, D_out):
        super().__init__()
        self.w1 = torch.randn(D_in, H, requires_grad=True)
        self.w2 = torch.randn(H, D_out, requires_grad=True)

    def forward(self, x):
        return (x @ self.w1).relu() @ self.w2
