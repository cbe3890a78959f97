"""Copies while autograd is recording."""


def load_ours_(model, w1, w2):
    model[0].weight.copy_(w1.t())
    model[2].weight.copy_(w2.t())
    model[0].bias.zero_()
    model[2].bias.zero_()
