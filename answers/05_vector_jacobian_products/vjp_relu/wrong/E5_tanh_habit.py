"""Uses the slope of a tanh."""


def vjp_relu(g, h):
    return g * (1 - h.tanh() ** 2)
