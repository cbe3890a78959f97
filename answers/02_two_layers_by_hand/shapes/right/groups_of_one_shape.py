"""Fills the dictionary in groups that share a shape, in another order."""

SHAPES = dict.fromkeys(["h", "h_relu", "grad_h", "grad_h_relu"], ("N", "H"))
SHAPES.update(dict.fromkeys(["y_pred", "grad_y_pred"], ("N", "D_out")))
SHAPES["grad_w1"] = ("D_in", "H")
SHAPES["grad_w2"] = ("H", "D_out")
SHAPES["loss"] = tuple()
