"""Cuts the ending with a regular expression."""

import re


def graph_names(t):
    names = []
    node = t.grad_fn
    while node:
        names.append(re.sub(r"Backward\d+$", "", node.__class__.__name__))
        nodes = [edge[0] for edge in node.next_functions if edge[0] is not None]
        node = nodes[0] if nodes else None
    return names
