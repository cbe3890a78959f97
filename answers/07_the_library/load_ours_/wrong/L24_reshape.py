"""Reshapes instead of transposing."""


def load_ours_(model, w1, w2):
    with torch.no_grad():
        model[0].weight.copy_(w1.reshape(model[0].weight.shape))
        model[2].weight.copy_(w2.reshape(model[2].weight.shape))
        model[0].bias.zero_()
        model[2].bias.zero_()
