"""Thinks that setting None does not clear.

Earns: 1.5
"""


def predictions():
    return {
        "A": "error",
        "B": "silently wrong",
        "C": "None",
        "D": "silently wrong",
        "E": "error",
        "F": "fine",
        "G": "None",
        "H": "silently wrong",
    }
