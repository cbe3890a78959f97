"""The right numbers the wrong way round: (D_out, H)."""


def grad_w2(h_relu, g):
    return g.T @ h_relu
