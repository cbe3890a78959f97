"""Follows every edge."""


def graph_names(t):
    def walk(node):
        names = [type(node).__name__.split("Backward")[0]]
        for n, _ in node.next_functions:
            if n is not None:
                names += walk(n)
        return names

    return walk(t.grad_fn) if t.grad_fn is not None else []
