"""The name of a node, and then those behind it."""


def graph_names(t):
    def behind(node):
        if node is None:
            return []
        onward = [n for n, _ in node.next_functions if n]
        return [type(node).__name__.partition("Backward")[0], *behind(onward[0] if onward else None)]

    return behind(t.grad_fn)
