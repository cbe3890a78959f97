"""Puts the weights, as they lie, into .data."""


def load_ours_(model, w1, w2):
    model[0].weight.data = w1.clone()
    model[2].weight.data = w2.clone()
    model[0].bias.data.zero_()
    model[2].bias.data.zero_()
