"""The -= operator writes into w."""


def step_(w, g, lr):
    w -= lr * g
