"""Sorted by answer."""


def predictions():
    groups = {"error": "AE", "None": "CG", "silently wrong": "BH", "fine": "DF"}
    return {letter: answer for answer, letters in groups.items() for letter in letters}
