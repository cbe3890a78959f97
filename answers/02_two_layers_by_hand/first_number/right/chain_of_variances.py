"""Follows one entry through the net, a variance at a time."""


def first_number(N, D_in, H, D_out):
    var_h = D_in  # D_in products of two standard normal numbers
    mean_square_h_relu = var_h / 2  # half of the entries pass, the others are zero
    var_y_pred = H * mean_square_h_relu
    var_error = var_y_pred + 1  # the targets have variance 1
    return N * D_out * var_error
