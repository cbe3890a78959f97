"""Where the time of a submission goes: a table a stage, measured from within, one submission after the other.

    .venv/bin/python benchmarks/stages.py [--unit UNIT] [--submissions 20] [--write docs/benchmarks.md]

The engine carries no clock of its own for this. The benchmark puts one around its functions in this process, which is the
examiner's; the forks that examine inherit it and send what it shows along with the verdict. A stage's time is its own:
what another stage takes within it is the other's.
"""

from __future__ import annotations

import functools
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import UNIT, Page, handed_in, median, released, workplace

OTHER = "the rest"
STAGES = (
    ("intake", "reading and judging the file"),
    ("rebuild", "building the notebook to run from the master"),
    ("fork", "the examiner's own process, made ahead: asked, what it found sent back"),
    ("start", "the student's process, made ahead: taken, and told its limits"),
    ("cells", "the student's cells, in the student's process, their pictures included"),
    ("tests", "test and setup cells, in the examiner"),
    ("questions", "what tests ask of the student's process, the answers' making included"),
    ("cards", "making what test cells display: cards as text, HTML and data"),
    ("clean", "making outputs safe and small"),
    ("record", "gradebook, notebook, verdict.json, the disk (16 together)"),
    (OTHER, "everything else of the examination"),
)


class Clock:
    """Counts each stage's own seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._stack: list[str] = []
        self._since = time.perf_counter()

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now

    def around(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, on the clock."""

        @functools.wraps(work)
        def timed(*arguments: Any, **more: Any) -> Any:
            self._turn()
            self._stack.append(stage)
            self.calls[stage] += 1
            try:
                return work(*arguments, **more)
            finally:
                self._turn()
                self._stack.pop()

        return timed

    def put(self, stage: str, *places: tuple[Any, str]) -> None:
        """Put the clock around these attributes, which are left so."""
        for owner, name in places:
            setattr(owner, name, self.around(stage, getattr(owner, name)))


def put_around_the_engine(clock: Clock) -> None:
    """Which function belongs to which stage."""
    from IPython.core.formatters import DisplayFormatter

    from nbviva import examination, examiner, pipes
    from nbviva.candidate import Candidate
    from nbviva.our_cells import OurCells
    from nbviva.session import Session
    from nbviva.showing import Showing

    clock.put("intake", (examiner, "intake"))
    clock.put("rebuild", (examination, "rebuild"))
    clock.put("start", (Candidate, "session"), (Candidate, "close"))
    clock.put("cells", (Session, "begin"), (Session, "run"))
    clock.put("tests", (OurCells, "_here"), (OurCells, "import_as"))
    clock.put("questions", *((Session, name) for name in ("call", "calls", "_come_back", "get", "stand_ins")))
    clock.put("cards", (DisplayFormatter, "format"))
    clock.put("clean", (Showing, "students"), (Showing, "ours"), (examination, "clean_markdown"))
    clock.put(OTHER, (examination.Examination, "run"), (examiner, "refuse"))
    clock.put("fork", (examiner.Examiner, "examine"))
    send = pipes.send

    def with_the_clock(descriptor: int, message: dict[str, Any]) -> None:
        # In the fork: what the clock shows goes to the examiner with the verdict.
        if "verdict" in message:
            clock._turn()
            message["clock"] = dict(clock.seconds), dict(clock.calls)
        send(descriptor, message)

    pipes.send = with_the_clock


def main() -> int:
    """Measure and print."""
    page = Page("stages", "Where the time of a submission goes.")
    page.parser.add_argument("--unit", default=UNIT)
    page.parser.add_argument("--submissions", type=int, default=20)
    chosen = page.parser.parse_args()
    page.begin()
    totals: list[float] = []
    spent: dict[str, list[float]] = defaultdict(list)
    with workplace() as place:
        course = handed_in(released(place / "course", chosen.unit), chosen.unit, chosen.submissions)
        clock = Clock()
        put_around_the_engine(clock)
        _measure(course, chosen.unit, chosen.submissions, clock, totals, spent)
    page.say(f"{chosen.unit}, {chosen.submissions} submissions one after the other, warm; milliseconds a submission")
    page.say(f"{'stage':<12} {'mean':>8} {'median':>8} {'share':>7}  what it is")
    whole = sum(totals)
    for stage, what in sorted(STAGES, key=lambda one: -sum(spent[one[0]])):
        own = spent[stage] or [0.0]
        page.say(
            f"{stage:<12} {1000 * sum(own) / len(totals):>8.1f} {1000 * median(own):>8.1f} {sum(own) / whole:>7.1%}  {what}"
        )
    page.say(f"{'together':<12} {1000 * whole / len(totals):>8.1f} {1000 * median(totals):>8.1f} {1:>7.1%}")
    page.end(chosen)
    return 0


def _measure(
    course: Path, unit_name: str, count: int, clock: Clock, totals: list[float], spent: dict[str, list[float]]
) -> None:
    from nbgrader.apps import NbGrader

    from nbviva.batch import Handed
    from nbviva.collected import from_text
    from nbviva.examiner import Examiner
    from nbviva.record import Recorder
    from nbviva.settings import Viva
    from nbviva.unit import load_unit

    app = NbGrader()
    app.initialize([f"--CourseDirectory.root={course}", "--NbGrader.log_level=ERROR"])
    [unit] = load_unit(app.coursedir, unit_name)
    its = Examiner(unit.to_json(), Viva(parent=app).for_assignment(unit_name))
    batch = []
    for number in range(-1, count):  # the first warms up
        student = f"s{max(number, 0):04}"
        clock.seconds.clear()
        clock.calls.clear()
        start = time.perf_counter()
        made: Any = its.examine(str(course / "submitted" / student / unit_name), student, bytes(32).hex())
        seconds = time.perf_counter() - start
        inside, _ = made.pop("clock")
        if number < 0:
            continue
        totals.append(seconds)
        # The fork's clock ran on from ours: what it shows of "fork" is the time before it was made.
        rest = seconds - sum(own for stage, own in inside.items() if stage != "fork")
        for stage, _what in STAGES[:-2]:
            spent[stage].append(rest if stage == "fork" else inside.get(stage, 0.0))
        spent[OTHER].append(inside.get(OTHER, 0.0))
        batch.append(Handed(student, [made], from_text("2027-03-01 11:00:00 UTC")))
    its.close()
    with Recorder(app.coursedir, [unit]) as recorder:
        for first in range(0, len(batch), 16):
            part = batch[first : first + 16]
            start = time.perf_counter()
            recorder.record_all(part)
            each = (time.perf_counter() - start) / len(part)
            for place in range(first, first + len(part)):
                spent["record"].append(each)
                totals[place] += each


if __name__ == "__main__":
    sys.exit(main())
