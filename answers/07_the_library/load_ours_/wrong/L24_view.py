"""Folds the weights into the other shape."""


def load_ours_(model, w1, w2):
    with torch.no_grad():
        model[0].weight.copy_(w1.view(w1.shape[1], w1.shape[0]))
        model[2].weight.copy_(w2.view(w2.shape[1], w2.shape[0]))
        model[0].bias.zero_()
        model[2].bias.zero_()
