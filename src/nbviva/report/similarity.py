"""Pairs of submissions that share much of what few others have: a reason to look, never a proof.

rapidfuzz compares, because nbgrader brings it along already and it is kept up (copydetect, made for this, has stood
still since March 2024, compares each pair of files in Python, and does not know what a whole class shares).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from rapidfuzz.distance import Indel, LCSseq

from ..roles import grader_data, key_of
from ..unit import Unit
from . import fragments

SHARE = 0.03
"""A fragment that more than this share of the class has counts for nobody,"""
AT_LEAST, AT_MOST = 3, 10
"""... where that is never fewer submissions than the first, nor more than the second (as in MOSS)."""
ALIKE = 25
"""Fragments that a pair must share: some 30 tokens, about three lines of code that nobody else has."""
SCORE = 0.4
"""The least score that is shown. `benchmarks/report.py` has the numbers by which these were chosen."""
CELLS, CELL_SCORE = 2, 0.5
"""A pair must be alike in so many cells, each by this score: in one, two people easily find the same thing."""
FRAGMENTS = 4000
"""Fragments of one submission that are compared; a longer one is cut, so that no submission can hold the report up."""

Own = dict[str, list[int]]
"""Cell -> its fragments."""


@dataclass(frozen=True)
class Pair:
    """Two submissions that are alike."""

    one: str
    other: str
    # of 0 to 1: twice the shared fragments over both submissions' fragments, as far as they count
    score: float
    # fragments that both have, in the same order
    alike: int
    # the cells in which at least half of what counts is alike
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Similarity:
    """What comparing a class gave."""

    pairs: tuple[Pair, ...] = ()
    # students whose files are the same byte for byte, and not as they were handed out; `pairs` has the first of each
    same_files: tuple[tuple[str, ...], ...] = ()
    compared: int = 0
    # of those compared: what is left of them, when all that is shared is taken off, is too little to say anything
    too_little: int = 0
    # a fragment found in more submissions than this does not count
    at_most: int = AT_LEAST


def compare(
    units: Sequence[Unit],
    notebooks: Mapping[tuple[str, str], Path],
    digests: Mapping[str, str],
    solutions: Mapping[str, Mapping[str, str]],
) -> Similarity:
    """Compare every submission with every other.

    `notebooks`: (notebook, student) -> the autograded file, which is left out if it cannot be read; `digests`: student ->
    what was handed in, as one digest; `solutions`: notebook -> the course's own answers by cell.
    """
    editions = [each for unit in units for each in (unit.released, *(one["released"] for one in unit.editions))]
    names = fragments.names_in(text for each in editions for text in each.values())
    answers = [text for unit in units for text in solutions.get(unit.notebook, {}).values()]
    texts = [*answers, *(text for each in editions for text in each.values())]
    given = frozenset(run for text in texts for run in (*fragments.code(text, names), *fragments.prose(text)))
    first: dict[str, str] = {}
    for student in sorted({student for _, student in notebooks}):
        first.setdefault(digests.get(student, f"of {student}"), student)
    submissions: dict[str, Own] = {}
    for (notebook, student), path in sorted(notebooks.items()):
        if first[digests.get(student, f"of {student}")] == student:
            prefix = f"{notebook}: " if len(units) > 1 else ""
            own = _read(path, names)
            submissions.setdefault(student, {}).update({prefix + cell: runs for cell, runs in own.items()})
    together: dict[str, list[str]] = defaultdict(list)
    for student in sorted({student for _, student in notebooks}):
        together[first[digests.get(student, f"of {student}")]].append(student)
    same = [
        tuple(group)
        for leader, group in together.items()
        if len(group) > 1 and any(run not in given for runs in submissions[leader].values() for run in runs)
    ]
    return replace(similar(submissions, given), same_files=tuple(same))


def similar(submissions: Mapping[str, Own], given: frozenset[int] = frozenset()) -> Similarity:
    """The pairs among `submissions` (student -> cell -> fragments), the most alike first; `given` counts for nobody."""
    at_most = max(AT_LEAST, min(AT_MOST, round(SHARE * len(submissions))))
    have = Counter(run for own in submissions.values() for run in {run for runs in own.values() for run in runs})
    counted = {run for run, number in have.items() if number <= at_most and run not in given}
    left = {
        student: {cell: [run for run in runs if run in counted] for cell, runs in own.items()}
        for student, own in submissions.items()
    }
    whole = {student: [run for runs in own.values() for run in runs] for student, own in left.items()}
    pairs = sorted(_pairs(left, whole), key=lambda pair: (-pair.score, -pair.alike, pair.one, pair.other))
    too_little = sum(len(runs) < ALIKE for runs in whole.values())
    return Similarity(tuple(pairs), (), len(submissions), too_little, at_most)


def _pairs(left: Mapping[str, Own], whole: Mapping[str, list[int]]) -> Iterator[Pair]:
    # Of an assignment with one or two cells no more than one can be asked.
    wanted = min(CELLS, max(1, max(map(len, left.values()), default=1) - 1))
    holders: dict[int, list[str]] = defaultdict(list)
    for student in sorted(whole):
        if len(whole[student]) >= ALIKE:
            for run in set(whole[student]):
                holders[run].append(student)
    # Only pairs that share a fragment are compared: few of all, because at most AT_MOST submissions have any one.
    shared = {pair for who in holders.values() for pair in combinations(who, 2)}
    for one, other in sorted(shared):
        score = Indel.normalized_similarity(whole[one], whole[other], score_cutoff=SCORE)
        alike = LCSseq.similarity(whole[one], whole[other]) if score else 0
        if alike < ALIKE:
            continue
        cells = tuple(
            cell
            for cell, runs in left[one].items()
            if runs and Indel.normalized_similarity(runs, left[other].get(cell, []), score_cutoff=CELL_SCORE)
        )
        if len(cells) >= wanted:
            yield Pair(one, other, score, alike, cells)


def _read(path: Path, names: frozenset[str]) -> Own:
    """Cell -> fragments of what may be a student's own text in an autograded notebook; nothing of what is none."""
    found: Own = {}
    left = FRAGMENTS
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for index, cell in enumerate(cells):
            data, is_code = grader_data(cell), cell["cell_type"] == "code"
            if data.get("solution") or (is_code and not data.get("locked") and not data.get("grade")):
                text = "".join(cell["source"])
                runs = (fragments.code(text, names) if is_code else fragments.prose(text))[:left]
                left -= len(runs)
                found |= {key_of(cell, index): runs} if runs else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return found
