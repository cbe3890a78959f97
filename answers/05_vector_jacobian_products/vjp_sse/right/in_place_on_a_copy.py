"""Works in place on a new tensor."""


def vjp_sse(g, y_pred, y):
    result = y_pred.clone()
    result -= y
    result *= 2
    result *= g
    return result
