"""Why a cell of a submission earned nothing, or came to no end, in words a student understands: one table, to be translated.

A code never changes its meaning once released: verdicts refer to it.
"""

from __future__ import annotations

# `{cell}` is the grade_id of a cell; `{limit}` a number with its unit.
REASONS: dict[str, str] = {
    # the student's process while a test asked it
    "too_slow": "Your code did not answer within {limit}. Look for a loop that does not end, or for one that could be "
    "an operation on whole arrays.",
    "submission_time": "All the time there is for one notebook ({limit}) was used up. Look for the cell that takes long.",
    "memory": "Your code asked for more memory than there is ({limit}). Look for an array that is larger than you meant.",
    "crashed": "Python itself crashed while it ran your code.",
    "left": "Your code ended Python in the middle of a question. Take out calls such as exit() or os._exit().",
    "misbehaved": "What came back from your code could not be read, so nothing was graded here. A person will look at it.",
    "cell_too_long": "This cell is too long to be run.",
    # the test cell
    "not_passed": "A check of this test cell did not pass.",
    "not_a_score": "The test cell ended in {found}, which is no number from 0 to {limit}. This is a mistake of the course: "
    "tell your instructor.",
    "test_error": "The test cell could not come to its end.",
    "needs_dead_cell": "This was not checked, because the cell {cell} could not be run.",
    "setup_failed": "This was not checked: a cell of the course itself failed. Tell your instructor.",
    "too_many_restarts": "This was not checked: your notebook stopped Python too often.",
    "submission_over": "This was not checked: the time for the whole notebook was used up before.",
    # the notebook as a whole
    "not_taken": "The notebook could not be taken: {sentence}",
    "examiner_lost": "The examiner itself broke down over this notebook, three times. A person has to look at it.",
    # events
    "restarted": "A fresh Python was started, and the cells before were run again, because of the cell {cell}.",
}


def reason(code: str, detail: str = "", **values: object) -> dict[str, str]:
    """The reason as a record has it."""
    known = {"cell": "", "limit": "the time allowed", "found": "", "sentence": "", **values}
    return {"code": code, "sentence": REASONS[code].format(**known), "detail": detail[:500]}
