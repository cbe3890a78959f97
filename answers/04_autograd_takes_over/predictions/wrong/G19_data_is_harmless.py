"""Thinks that .data is harmless.

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
        "G": "None",
        "H": "fine",
    }
