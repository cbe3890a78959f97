"""A list of names and a list of shapes, zipped into a dictionary."""


def shapes():
    names = ["h", "h_relu", "y_pred", "loss", "grad_y_pred", "grad_w2", "grad_h_relu", "grad_h", "grad_w1"]
    hidden = ("N", "H")
    output = ("N", "D_out")
    shapes = [hidden, hidden, output, (), output, ("H", "D_out"), hidden, hidden, ("D_in", "H")]
    table = dict(zip(names, shapes, strict=True))
    return table
