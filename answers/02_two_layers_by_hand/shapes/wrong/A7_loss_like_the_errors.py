"""Takes the loss for the table of squared errors: the sum is forgotten.

Earns: 1.5
"""


def shapes():
    hidden, output = ("N", "H"), ("N", "D_out")
    table = {"h": hidden, "h_relu": hidden, "y_pred": output, "loss": output}
    table.update({"grad_y_pred": output, "grad_w2": ("H", "D_out"), "grad_h_relu": hidden, "grad_h": hidden})
    table["grad_w1"] = ("D_in", "H")
    return table
