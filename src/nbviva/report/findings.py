"""Records -> what an instructor asks of a graded class: points, exercises, mistakes, what waits for a person, slow cells.

Only data: nothing here is made safe to show; `nbviva.report.page` and `nbviva.report.terminal` do that.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..roles import grader_data
from ..verdict import Cell, Verdict
from .records import Records, Submission

CARD = re.compile(r"application/vnd\.[\w.+-]*card\+json")
STATUSES = ("passed", "partial", "failed", "unanswered", "not run")
"""What may have become of an exercise: a verdict's statuses, where all that did not come to its end is "not run"."""
SLOWEST = 8


@dataclass
class Exercise:
    """What a class did with one test cell."""

    notebook: str
    name: str
    worth: float
    # status -> submissions, of STATUSES
    became: Counter[str] = field(default_factory=Counter)
    points: list[float] = field(default_factory=list)
    # id of a named mistake -> submissions
    mistakes: Counter[str] = field(default_factory=Counter)
    # not passed, run to its end, and no card names a mistake
    unnamed: int = 0

    @property
    def mean(self) -> float:
        """Points that the class earned, on average; 0 for nobody."""
        return statistics.fmean(self.points) if self.points else 0.0

    @property
    def pass_rate(self) -> float:
        """The share of submissions that passed, of 0 to 1; 0 for nobody."""
        return self.became["passed"] / len(self.points) if self.points else 0.0


@dataclass(frozen=True)
class ByHand:
    """A cell that a person grades."""

    notebook: str
    name: str
    worth: float
    waiting: int


@dataclass(frozen=True)
class Slow:
    """A cell that takes long."""

    notebook: str
    name: str
    kind: str
    median: float
    longest: float
    student: str


@dataclass
class Findings:
    """All that the report says, apart from similar pairs."""

    submissions: int = 0
    graded: int = 0
    points: list[float] = field(default_factory=list)
    exercises: list[Exercise] = field(default_factory=list)
    by_hand: list[ByHand] = field(default_factory=list)
    slowest: list[Slow] = field(default_factory=list)
    # seconds that an examination took, of all notebooks that were examined
    seconds: list[float] = field(default_factory=list)
    masters: set[tuple[str, str]] = field(default_factory=set)
    sandboxes: Counter[str] = field(default_factory=Counter)
    not_held: Counter[str] = field(default_factory=Counter)


def findings(found: Records) -> Findings:
    """Count. A verdict on another set of cells than today's counts with the cells that there still are."""
    made = Findings(submissions=len(found.submissions))
    made.exercises = list(_exercises(found).values())
    exercises = {(exercise.notebook, exercise.name): exercise for exercise in made.exercises}
    took: dict[tuple[str, str, str], list[tuple[float, str]]] = defaultdict(list)
    for submission in found.submissions:
        made.points += [] if submission.points is None else [submission.points]
        made.graded += submission.verdict is not None
        for verdict in verdicts(submission):
            made.masters.add((verdict["notebook"], verdict["master_sha256"]))
            for cell in verdict["cells"]:
                exercise = exercises.get((verdict["notebook"], cell["name"]))
                if exercise is not None and cell["kind"] == "test":
                    _count(exercise, cell)
                if verdict["status"] == "examined" and cell["seconds"] > 0:
                    took[verdict["notebook"], cell["name"], cell["kind"]].append((cell["seconds"], submission.student))
            if verdict["status"] == "examined":
                made.seconds.append(verdict["seconds"])
                made.sandboxes[verdict["sandbox"]["kind"]] += 1
                made.not_held.update(verdict["sandbox"]["not_held"])
    waiting = Counter(cell for submission in found.submissions for cell in submission.waiting)
    made.by_hand = [
        ByHand(unit.notebook, name, worth, waiting[unit.notebook, name])
        for unit in found.units
        for name, worth, by_test in _graded(unit.master)
        if not by_test or waiting[unit.notebook, name]
    ]
    made.slowest = _slowest(took)
    return made


def verdicts(submission: Submission) -> list[Verdict]:
    """The verdicts of a submission; none where none can be read."""
    return submission.verdict["notebooks"] if submission.verdict is not None else []


def mistakes(cell: Cell) -> list[str]:
    """The ids that the cards of a test cell name, each once."""
    return list(dict.fromkeys(str(card["diagnosis"]) for card in _cards(cell) if card.get("diagnosis")))


def _cards(cell: Cell) -> list[dict[str, object]]:
    shown = (check["data"] for check in cell["checks"] if CARD.fullmatch(check["mime"]))
    return [data for data in shown if isinstance(data, dict)]


def _exercises(found: Records) -> dict[tuple[str, str], Exercise]:
    return {
        (unit.notebook, name): Exercise(unit.notebook, name, worth)
        for unit in found.units
        for name, worth, by_test in _graded(unit.master)
        if by_test
    }


def _graded(master: Mapping[str, object]) -> Iterator[tuple[str, float, bool]]:
    """(name, points, whether a test gives them) of each cell of a master that earns points, in its order."""
    cells = master["cells"]
    assert isinstance(cells, list)
    for cell in cells:
        data = grader_data(cell)
        if data.get("grade") or data.get("task"):
            by_test = not data.get("task") and not data.get("solution") and cell["cell_type"] == "code"
            yield str(data["grade_id"]), float(data.get("points") or 0.0), by_test


def _count(exercise: Exercise, cell: Cell) -> None:
    exercise.points.append(float(cell["points"] or 0.0))
    became = _became(cell)
    exercise.became[became] += 1
    named = mistakes(cell)
    exercise.mistakes.update(named)
    exercise.unnamed += became in ("partial", "failed") and not named


def _became(cell: Cell) -> str:
    status, code = cell["status"], cell["reason"]["code"] if cell["reason"] else None
    if status in ("passed", "partial"):
        return status
    if status != "failed" or code in ("answer_failed", "setup_failed"):
        return "not run"
    return "unanswered" if any(card.get("status") == "unanswered" for card in _cards(cell)) else "failed"


def _slowest(took: Mapping[tuple[str, str, str], Iterable[tuple[float, str]]]) -> list[Slow]:
    found = []
    for (notebook, name, kind), each in took.items():
        longest, student = max(each)
        found.append(Slow(notebook, name, kind, statistics.median(seconds for seconds, _ in each), longest, student))
    return sorted(found, key=lambda slow: (-slow.longest, slow.notebook, slow.name))[:SLOWEST]
