"""One literal dictionary, a line for each name."""


def shapes():
    table = {
        "h": ("N", "H"),
        "h_relu": ("N", "H"),
        "y_pred": ("N", "D_out"),
        "loss": (),
        "grad_y_pred": ("N", "D_out"),
        "grad_w2": ("H", "D_out"),
        "grad_h_relu": ("N", "H"),
        "grad_h": ("N", "H"),
        "grad_w1": ("D_in", "H"),
    }
    return table
