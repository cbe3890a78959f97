"""Takes a second name for a copy."""


def vjp_relu(g, h):
    gh = g
    gh[h < 0] = 0
    return gh
