"""Letters and answers zipped."""


def predictions():
    answers = ["error", "silently wrong", "None", "fine", "error", "fine", "None", "silently wrong"]
    return dict(zip("ABCDEFGH", answers))
