"""One set of gates, the first sample's, for the whole batch."""


def grad_h(g_h_relu, h):
    mask = (h > 0)[0]
    return g_h_relu * mask
