"""Moves before it notes."""


def graph_names(t):
    names, node = [], t.grad_fn
    while node.next_functions:
        node = next((n for n, _ in node.next_functions if n is not None), None)
        names.append(type(node).__name__.split("Backward")[0])
    return names
