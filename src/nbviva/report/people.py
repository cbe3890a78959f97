"""Which submissions need a person, and why: one named concern after the other, the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..mapped import INTERNAL
from ..verdict import Verdict
from .findings import verdicts
from .records import Records, Submission


@dataclass(frozen=True)
class Concern:
    """A kind of thing that a person should look at."""

    name: str
    # what the instructor does next
    do: str


CONCERNS: dict[str, Concern] = {
    "internal": Concern("not examined: a fault of the grader's", "grade again: nbviva grade UNIT --force"),
    "unread": Concern("no verdict on record", "grade: nbviva grade UNIT"),
    "refused": Concern("refused: nothing could be taken", "the student hands in again"),
    "course": Concern("a mistake of the course or a broken examiner", "nbviva replay UNIT STUDENT shows both sides"),
    "limit": Concern("a limit was broken or Python crashed", "look whether it is the student's loop or the limit"),
    "lost": Concern("something of the submission was not used", "read the submitted notebook beside the graded one"),
    "tampering": Concern("changed what is not the student's to change", "it was ignored and cost nothing; ask why"),
    "look": Concern("uses a name to look for (c.Viva.look_for)", "read the cell: this costs no points by itself"),
    "time": Concern("no usable time of handing in", "the submission counts as never late; ask the collector's log"),
}
"""By urgency."""

_COURSE = {"not_a_score", "setup_failed", "misbehaved", "examiner_lost", "left_out"}
_LIMIT = {"too_slow", "submission_time", "memory", "crashed", "left", "cell_too_long", "too_many_restarts"}


@dataclass(frozen=True)
class Need:
    """One reason why a person should look at a submission."""

    # a key of CONCERNS
    concern: str
    sentence: str


def needs(submission: Submission) -> list[Need]:
    """Everything about a submission that needs a person, but the answers that a person grades; the most urgent first."""
    found = list(dict.fromkeys(_needs(submission)))
    order = list(CONCERNS)
    return sorted(found, key=lambda need: order.index(need.concern))


def everyone(found: Records) -> dict[str, list[Need]]:
    """Student -> needs, of those with any; the most urgent first, then the longest lists."""
    each = {submission.student: needs(submission) for submission in found.submissions}
    order = list(CONCERNS)
    named = [student for student, listed in each.items() if listed]
    named.sort(key=lambda student: (order.index(each[student][0].concern), -len(each[student]), student))
    return {student: each[student] for student in named}


@dataclass(frozen=True)
class Tampering:
    """One kind of thing that was changed though it is not the student's to change."""

    code: str
    # what the record says of the first one
    example: str
    students: tuple[str, ...]


def tampering(found: Records) -> list[Tampering]:
    """What was changed, the most frequent first."""
    seen: dict[str, tuple[str, dict[str, None]]] = {}
    for submission in found.submissions:
        for verdict in verdicts(submission):
            for note in verdict["submission"]["notes"]:
                if note["kind"] == "changed":
                    seen.setdefault(note["code"], (note["sentence"], {}))[1][submission.student] = None
    listed = [Tampering(code, example, tuple(students)) for code, (example, students) in seen.items()]
    return sorted(listed, key=lambda one: (-len(one.students), one.code))


def counted(needed: dict[str, list[Need]]) -> Counter[str]:
    """Concern -> submissions."""
    return Counter(concern for listed in needed.values() for concern in {need.concern for need in listed})


def _needs(submission: Submission) -> Iterator[Need]:
    if submission.verdict is None:
        yield Need("unread", submission.unread)
        return
    for note in submission.verdict["handed_in"]["notes"]:
        yield Need("time", note["sentence"])
    for verdict in verdicts(submission):
        yield from _of_notebook(verdict)


def _of_notebook(verdict: Verdict) -> Iterator[Need]:
    for cell in verdict["cells"]:
        reason = cell["reason"]
        if reason is None:
            continue
        if verdict["status"] == "refused":
            yield Need("internal" if reason["code"] == INTERNAL else "refused", reason["sentence"])
        elif reason["code"] in _COURSE:
            yield Need("course", f"{cell['name']}: {reason['sentence']}")
        elif reason["code"] in _LIMIT or cell["status"] in ("timed_out", "crashed"):
            yield Need("limit", f"{cell['name']}: {reason['sentence']}")
    if verdict["status"] == "refused" and not any(cell["reason"] for cell in verdict["cells"]):
        yield Need("refused", "Nothing of it could be graded.")
    for note in verdict["submission"]["notes"]:
        if note["kind"] in ("lost", "changed"):
            yield Need("lost" if note["kind"] == "lost" else "tampering", note["sentence"])
    for look in verdict["look"]:
        yield Need("look", f"{look['cell']}: {', '.join(look['names'])}")
