"""Puts an Identity where the ReLU belongs."""


def make_model(D_in, H, D_out):
    return nn.Sequential(nn.Linear(D_in, H), nn.Identity(), nn.Linear(H, D_out))
