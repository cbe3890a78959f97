"""The same in a loop; a list is as good as a tuple."""


def vjp_add(g, a, b):
    return [unbroadcast(g, operand.shape) for operand in (a, b)]
