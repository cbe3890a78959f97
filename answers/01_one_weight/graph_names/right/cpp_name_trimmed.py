"""Asks the node for name(), and trims it at both ends."""


def graph_names(t):
    names = []
    node = t.grad_fn
    while node is not None:
        names.append(node.name().split("::")[-1].split("Backward")[0])
        following = None
        for candidate, _ in node.next_functions:
            if candidate is not None:
                following = candidate
                break
        node = following
    return names
