"""(A B)^T = B^T A^T: multiplies the other way round and transposes the result."""


def grad_w2(h_relu, g):
    return (g.T @ h_relu).T
