"""Gives the names of the parameters to new tensors."""


def load_ours_(model, w1, w2):
    weight1, bias1, weight2, bias2 = model.parameters()
    weight1, weight2 = w1.t().clone(), w2.t().clone()
    bias1, bias2 = 0, 0
