"""Opens the gate of a unit that is on for any sample."""


def vjp_relu(g, h):
    return g * (h > 0).any(0)
