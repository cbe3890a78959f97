"""A stack that takes only the first edge that leads on."""


def graph_names(t):
    stack = [t.grad_fn] if t.grad_fn is not None else []
    names = []
    while stack:
        node = stack.pop()
        names.append(type(node).__name__.split("Backward")[0])
        stack.extend([n for n, _ in node.next_functions if n is not None][:1])
    return tuple(names)
