"""One number for all samples: a dot product with ones."""


def predict(w, x):
    return (w * x).sum()
