"""Returns the mask and forgets the upstream gradient."""


def vjp_relu(g, h):
    return (h > 0).to(h.dtype)
