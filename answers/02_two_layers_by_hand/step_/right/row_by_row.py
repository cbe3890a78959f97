"""A loop over the rows of w."""


def step_(w, g, lr):
    for i in range(len(w)):
        w[i, :] = w[i, :] - lr * g[i, :]
