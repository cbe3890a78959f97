"""Makes the weights integers first; NumPy refuses to put the step into them."""


def step_(w, g, lr):
    w = w.astype(int)
    w -= lr * g
