"""Uses the first sample's gates for all."""


def vjp_relu(g, h):
    return g * (h > 0)[:1]
