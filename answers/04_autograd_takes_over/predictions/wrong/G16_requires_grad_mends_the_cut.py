"""Thinks that requires_grad_ mends the cut.

Earns: 1.5
"""


def predictions():
    return {
        "A": "error",
        "B": "silently wrong",
        "C": "None",
        "D": "fine",
        "E": "error",
        "F": "fine",
        "G": "fine",
        "H": "silently wrong",
    }
