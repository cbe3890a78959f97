"""What in a verdict a person should look at: named concerns, the most urgent first. Answers that a person grades are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .verdict import Verdict

INTERNAL = "internal"
"""The reason of a verdict that stands in for an examination which a fault of the grader's prevented."""


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


def of_verdict(verdict: Verdict) -> Iterator[Need]:
    """Everything about one notebook that needs a person."""
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


def most_urgent(verdict: Verdict) -> Need | None:
    """The first thing to look at, or None."""
    order = list(CONCERNS)
    return min(of_verdict(verdict), key=lambda need: order.index(need.concern), default=None)
