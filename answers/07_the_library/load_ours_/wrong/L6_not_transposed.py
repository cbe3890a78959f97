"""Copies the weights as they lie."""


def load_ours_(model, w1, w2):
    with torch.no_grad():
        model[0].weight.copy_(w1)
        model[2].weight.copy_(w2)
        model[0].bias.zero_()
        model[2].bias.zero_()
