"""Thinks that relu keeps its input.

Earns: 1.5
"""


def predictions():
    return {
        "A": "error",
        "B": "silently wrong",
        "C": "None",
        "D": "fine",
        "E": "fine",
        "F": "fine",
        "G": "None",
        "H": "silently wrong",
    }
