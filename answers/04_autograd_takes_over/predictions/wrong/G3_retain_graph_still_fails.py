"""Thinks that retain_graph does not help.

Earns: 1.5
"""


def predictions():
    return {
        "A": "error",
        "B": "error",
        "C": "None",
        "D": "fine",
        "E": "error",
        "F": "fine",
        "G": "None",
        "H": "silently wrong",
    }
