"""A generator, listed at the end."""


def graph_names(t):
    def walk(node):
        while node is not None:
            yield type(node).__name__
            node = next((n for n, _ in node.next_functions if n is not None), None)

    return [name[: name.find("Backward")] if "Backward" in name else name for name in walk(t.grad_fn)]
