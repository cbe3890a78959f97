"""Plus the negative gradient."""


def step_(w, g, lr):
    w += -lr * g
