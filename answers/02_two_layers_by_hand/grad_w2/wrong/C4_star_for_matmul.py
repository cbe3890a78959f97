"""The star in place of the matrix product: nothing is summed over the samples."""


def grad_w2(h_relu, g):
    return h_relu.T * g
