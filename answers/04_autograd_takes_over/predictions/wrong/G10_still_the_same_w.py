"""Thinks that w is still the leaf.

Earns: 1.5
"""


def predictions():
    return {
        "A": "error",
        "B": "silently wrong",
        "C": "fine",
        "D": "fine",
        "E": "error",
        "F": "fine",
        "G": "None",
        "H": "silently wrong",
    }
