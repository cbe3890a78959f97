"""Carries the shapes through the products: a helper knows the rule for matmul, a gradient repeats its value."""


def shapes():
    def product(a, b):
        assert a[1] == b[0]
        return (a[0], b[1])

    def follow_the_shapes():
        x, w1, w2 = ("N", "D_in"), ("D_in", "H"), ("H", "D_out")
        s = {}
        s["h"] = product(x, w1)
        s["h_relu"] = s["h"]  # element by element
        s["y_pred"] = product(s["h_relu"], w2)
        s["loss"] = ()
        s["grad_y_pred"] = s["y_pred"]
        s["grad_w2"] = product(s["h_relu"][::-1], s["grad_y_pred"])
        s["grad_h_relu"] = product(s["grad_y_pred"], w2[::-1])
        s["grad_h"] = s["grad_h_relu"]
        s["grad_w1"] = product(x[::-1], s["grad_h"])
        return s

    table = follow_the_shapes()
    return table
