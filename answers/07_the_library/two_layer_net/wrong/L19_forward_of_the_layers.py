"""Enters the layers by their forward.

Earns: 2
"""


class TwoLayerNet(nn.Module):
    def __init__(self, D_in, H, D_out):
        super().__init__()
        self.linear1 = nn.Linear(D_in, H)
        self.linear2 = nn.Linear(H, D_out)

    def forward(self, x):
        return self.linear2.forward(torch.relu(self.linear1.forward(x)))
