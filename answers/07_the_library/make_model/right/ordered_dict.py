"""Layers with names of their own."""

from collections import OrderedDict


def make_model(D_in, H, D_out):
    return nn.Sequential(OrderedDict(linear1=nn.Linear(D_in, H), relu=nn.ReLU(), linear2=nn.Linear(H, D_out)))
