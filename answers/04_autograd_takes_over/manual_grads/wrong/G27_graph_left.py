"""Never says that nothing should be recorded.

Earns: 2
"""


def manual_grads(x, y, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    g = 2.0 * (h_relu.mm(w2) - y)
    g_h = g.mm(w2.t()) * (h > 0)
    return (g / 2).pow(2).sum(), x.t().mm(g_h), h_relu.t().mm(g)
