"""A complex step into each term: its imaginary part is the slope, with no rounding to speak of."""


def grad_y_pred(y_pred, y):
    eps = 1e-20
    return ((y_pred + eps * 1j - y) ** 2).imag / eps
