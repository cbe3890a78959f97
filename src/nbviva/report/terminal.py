"""The report as a table on a terminal: the exercises, what waits for a person, and where to look further."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence

from ..attention import CONCERNS, Need
from ..outcomes import shown
from .findings import STATUSES, Exercise, Findings
from .people import counted
from .records import Records
from .similarity import Similarity

NAME = 30
MISTAKES = 4


def lines(records: Records, found: Findings, needed: Mapping[str, list[Need]], alike: Similarity) -> Iterator[str]:
    """The table, a line each; nothing in it can move a terminal's cursor."""
    count = f"{found.submissions} submission{'s' * (found.submissions != 1)}, {found.graded} graded"
    absent = f", {len(records.absent)} students handed in nothing" if records.absent else ""
    yield f"{shown(records.assignment)}: {count}{absent}"
    yield _points(found.points, records.worth)
    if found.exercises:
        yield ""
        yield from _exercises(found.exercises, several=len(records.units) > 1)
    yield ""
    waiting = [
        (one.waiting, f"{shown(one.name)}: answers that a person grades") for one in found.by_hand if one.waiting
    ]
    number = counted(dict(needed))
    people = [*waiting, *((number[key], concern.name) for key, concern in CONCERNS.items() if number[key])]
    yield "For a person:" if people else "Nothing waits for a person."
    yield from (f"{count:>6}  {what}" for count, what in people)
    pairs, same = len(alike.pairs), len(alike.same_files)
    if pairs or same:
        groups = f", {same} group{'s' * (same != 1)} with the very same file" if same else ""
        yield f"{pairs:>6}  similar pair{'s' * (pairs != 1)}{groups}: a reason to look, never a proof"


def _points(points: Sequence[float], worth: float) -> str:
    if not points:
        return f"Nobody has points yet, of {worth:g}."
    return (
        f"Points so far, of {worth:g}: mean {statistics.fmean(points):.1f}, median {statistics.median(points):g}, "
        f"lowest {min(points):g}, highest {max(points):g}"
    )


def _exercises(exercises: Sequence[Exercise], *, several: bool) -> Iterator[str]:
    names = [shown(f"{one.notebook}/{one.name}" if several else one.name)[:NAME] for one in exercises]
    wide = max(len("exercise"), *map(len, names))
    used = [status for status in STATUSES if status == "passed" or any(one.became[status] for one in exercises)]
    headed = "".join(f"{_HEADS[status]:>{_WIDE[status]}}" for status in used)
    yield f"{'exercise':<{wide}}  points  mean{headed}  most common mistakes"
    for name, one in zip(names, exercises, strict=True):
        counts = "".join(
            f"{f'{one.became[status]} ({one.pass_rate:.0%})' if status == 'passed' else one.became[status]:>{_WIDE[status]}}"
            for status in used
        )
        named = [f"{shown(mistake)} \u00d7{count}" for mistake, count in one.mistakes.most_common(MISTAKES)]
        more = len(one.mistakes) - len(named)
        said = ", ".join([*named, *([f"{more} more"] if more else []), *_unnamed(one)])
        yield f"{name:<{wide}}  {one.worth:>6g}  {one.mean:>4.1f}{counts}  {said}".rstrip()


def _unnamed(one: Exercise) -> list[str]:
    return [f"without a name \u00d7{one.unnamed}"] if one.unnamed else []


_HEADS = {"passed": "passed", "partial": "partly", "failed": "failed", "unanswered": "unanswered", "not run": "not run"}
_WIDE = {"passed": 13, "partial": 8, "failed": 8, "unanswered": 12, "not run": 9}
