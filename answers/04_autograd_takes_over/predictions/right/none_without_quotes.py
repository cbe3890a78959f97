"""None without quotes is understood."""


def predictions():
    answers = ["error", "silently wrong", None, "fine", "error", "fine", None, "silently wrong"]
    return {letter: answers[i] for i, letter in enumerate("ABCDEFGH")}
