"""Which submissions need a person, and why: one named concern after the other, the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..attention import CONCERNS, Need, of_verdict
from .findings import verdicts
from .records import Records, Submission


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
        yield from of_verdict(verdict)
