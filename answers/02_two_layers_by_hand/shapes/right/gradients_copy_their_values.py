"""Shapes of the values first; every gradient then takes the shape of the thing it belongs to."""


def shapes():
    values = {
        "w1": ("D_in", "H"),
        "w2": ("H", "D_out"),
        "h": ("N", "H"),
        "h_relu": ("N", "H"),
        "y_pred": ("N", "D_out"),
    }
    table = {"h": values["h"], "h_relu": values["h_relu"], "y_pred": values["y_pred"], "loss": ()}
    for name in ["y_pred", "w2", "h_relu", "h", "w1"]:
        table["grad_" + name] = values[name]
    return table
