"""One loss a sample, then the mean over the batch."""


def sse(y_pred, y):
    if y_pred.shape != y.shape:
        raise ValueError("shapes differ")
    per_sample = ((y_pred - y) ** 2).sum(axis=1)
    return per_sample.mean()
