"""torch.where, and the parent initialised by name."""


class TwoLayerNet(nn.Module):
    def __init__(self, D_in, H, D_out):
        nn.Module.__init__(self)
        self.linear1 = nn.Linear(D_in, H)
        self.linear2 = nn.Linear(H, D_out)

    def forward(self, x):
        h = self.linear1(x)
        return self.linear2(torch.where(h > 0, h, torch.zeros_like(h)))
