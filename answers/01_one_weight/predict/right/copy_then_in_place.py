"""In place, on a copy."""


def predict(w, x):
    y_hat = x.copy()
    y_hat *= w
    return y_hat
