"""Takes the second walk for an addition.

Earns: 1.5
"""


def predictions():
    return {
        "A": "silently wrong",
        "B": "silently wrong",
        "C": "None",
        "D": "fine",
        "E": "error",
        "F": "fine",
        "G": "None",
        "H": "silently wrong",
    }
