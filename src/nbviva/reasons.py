"""Why a cell of a submission earned nothing, or came to no end, in words a student understands: one table, translated.

A code never changes its meaning once released: verdicts refer to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from .outcomes import Outcome
from .sentences import PHRASES, SENTENCES

# `{cell}` is the grade_id of a cell; `{limit}` a number with its unit.
REASONS: dict[str, str] = {
    # the student's process while a test asked it
    "too_slow": "Your code did not answer within {limit}. Look for a loop that does not end, or for one that could be "
    "an operation on whole arrays.",
    "submission_time": "All the time there is for one notebook ({limit}) was used up. Look for the cell that takes long.",
    "memory": "Your code asked for more memory than there is ({limit}). Look for an array that is larger than you meant.",
    "crashed": "Python itself crashed while it ran your code.",
    "left": "Your code ended Python while a check was calling it. Take out calls such as exit() or os._exit().",
    "misbehaved": "What came back from your code could not be read, so nothing was graded here. A person will look at it.",
    "cell_too_long": "This cell is too long to be run.",
    # the test cell
    "not_passed": "A check of this test cell did not pass.",
    "not_a_score": "The test cell ended in {found}, which is no number from 0 to {limit}. This is a mistake of the course: "
    "tell your instructor.",
    "test_error": "The test cell could not come to its end.",
    "needs_dead_cell": "This was not checked, because the cell {cell} could not be run.",
    "answer_failed": "This was not checked, because the cell {cell} ended in an error: mend that cell first.",
    "setup_failed": "This was not checked: a cell of the course itself failed. Tell your instructor.",
    "too_many_restarts": "This was not checked: your notebook stopped Python too often.",
    "submission_over": "This was not checked: the time for the whole notebook was used up before.",
    "left_out": "This cell could not be read or shown: the examiner broke down over it. It was left out.",
    "outputs_cut": "Left out here, because too long or of a kind that is not shown: {found} outputs or parts of "
    "outputs.",
    # the notebook as a whole
    "not_taken": "The notebook could not be taken: {sentence}",
    "examiner_lost": "The examiner itself broke down over this notebook, three times. A person has to look at it.",
    # events
    "restarted": "A fresh Python was started, and the cells before were run again, because of the cell {cell}.",
}


# Why a notebook was not taken, by "intake." and the outcome's code: a student reads these, too.
INTAKE = {f"intake.{code}": sentence for code, (kind, sentence) in SENTENCES.items() if kind == "refused"}

TOLD = REASONS | INTAKE | {f"phrase.{code}": phrase for code, phrase in PHRASES.items()}
"""Everything that is told to students, and has a translation in the grader's catalogues."""


class Why(dict[str, str]):
    """One reason, as a record has it: {"code", "sentence", "detail"}. It can be said in other languages too."""

    def __init__(self, code: str, detail: str, values: Mapping[str, object], because: Outcome | None = None) -> None:
        self._because = because
        self._values = {"cell": "", "limit": "—", "found": "", "sentence": "", **values}
        super().__init__(code=code, sentence=REASONS[code].format(**self._values), detail=detail[:500])

    def said(self, told: Mapping[str, str]) -> str:
        """The sentence in a language, whose sentences are `told` by code; "" where there is none that can be filled in."""
        values = dict(self._values)
        try:
            if self._because is not None and (inner := told.get(f"intake.{self._because.code}")):
                phrases = {phrase: told.get(f"phrase.{code}", phrase) for code, phrase in PHRASES.items()}
                found = {name: phrases.get(str(value), value) for name, value in self._because.values}
                values["sentence"] = inner.format(where=self._because.where, **found)
            return told.get(self["code"], "").format(**values)
        except (KeyError, IndexError, ValueError):
            return ""


def reason(code: str, detail: str = "", **values: object) -> Why:
    """The reason of this code. `values`: what its sentence needs. Raises KeyError for a code that is not in the table."""
    return Why(code, detail, values)


def not_taken(because: Outcome) -> Why:
    """The reason of a notebook that was refused, `because` of this outcome."""
    return Why("not_taken", because.code, {"sentence": because.sentence}, because)


def translations(catalogues: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Language -> code -> sentence, from gettext catalogues (language -> path) whose msgctxt is the code.

    An entry that is fuzzy, empty, or made for another English sentence than today's is left out.
    """
    if not catalogues:
        return {}
    import polib  # a course without catalogues needs no reader of them

    return {
        language: {
            entry.msgctxt: entry.msgstr
            for entry in polib.pofile(path)
            if entry.msgstr and not entry.fuzzy and not entry.obsolete and TOLD.get(entry.msgctxt) == entry.msgid
        }
        for language, path in catalogues.items()
    }
