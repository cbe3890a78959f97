"""Turns the gradients of both weights round: "backward means transposed".

Earns: 1.5
"""


def shapes():
    table = {
        "h": ("N", "H"),
        "h_relu": ("N", "H"),
        "y_pred": ("N", "D_out"),
        "loss": (),
        "grad_y_pred": ("N", "D_out"),
        "grad_w2": ("D_out", "H"),
        "grad_h_relu": ("N", "H"),
        "grad_h": ("N", "H"),
        "grad_w1": ("H", "D_in"),
    }
    return table
