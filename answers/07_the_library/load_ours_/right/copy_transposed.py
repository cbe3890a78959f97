"""copy_ of the transposes, biases zeroed."""


def load_ours_(model, w1, w2):
    with torch.no_grad():
        model[0].weight.copy_(w1.t())
        model[2].weight.copy_(w2.t())
        model[0].bias.zero_()
        model[2].bias.zero_()
