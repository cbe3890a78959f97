"""Thinks that every change in place rings the alarm.

Earns: 1.5
"""


def predictions():
    return {
        "A": "error",
        "B": "silently wrong",
        "C": "None",
        "D": "fine",
        "E": "error",
        "F": "error",
        "G": "None",
        "H": "silently wrong",
    }
