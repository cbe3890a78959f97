"""The table as a dict."""


def predictions():
    return {
        "A": "error",
        "B": "silently wrong",
        "C": "None",
        "D": "fine",
        "E": "error",
        "F": "fine",
        "G": "None",
        "H": "silently wrong",
    }
