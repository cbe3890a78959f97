"""no_grad without its parentheses."""


def load_ours_(model, w1, w2):
    with torch.no_grad:
        model[0].weight.copy_(w1.t())
        model[2].weight.copy_(w2.t())
