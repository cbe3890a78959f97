"""A class of 200 on unit 2: submissions a second of stock nbgrader, otter-grader, nbviva and the floor, side by side.

    .venv/bin/python benchmarks/class_of_200.py [--full] [--write docs/benchmarks.md]

The class is the sample class over and over, each student under a name of their own. The slow ones are measured on a part of
it (tens, so that the mixture is the same), which is said, and the time for 200 is reckoned from that: the start of the
command and 200 times what one submission more costs. --full measures all 200 with everybody but otter-grader. The floor
runs the same students' cells and the same tests back to back in one warm process, with nothing kept apart and nothing
recorded.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring import (
    ROOT,
    UNIT,
    Page,
    cores,
    environment,
    fresh,
    handed_in,
    median,
    one_run,
    released,
    seconds_each,
    spread,
    workplace,
)

STUDENTS, FASTER, OVER_FLOOR, MEBIBYTES = 200, 25, 1.3, 80


@dataclass
class Row:
    """What one way to grade the class costs."""

    name: str
    measured: int
    each: float
    """Seconds a submission more."""
    start: float
    """Seconds until the first is done and what it costs no more than the next."""
    from_to: str

    @property
    def class_seconds(self) -> float:
        """For the whole class."""
        return self.start + STUDENTS * self.each


def stock(folder: Path) -> Row:
    """`nbgrader autograde` without the engine; one after the other, so the time between two files is one submission's."""
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace("\nnbviva.install(c)\n", "\n"), encoding="utf-8")
    command = [sys.executable, "-m", "nbgrader", "autograde", UNIT, f"--CourseDirectory.root={folder}"]
    began = time.time()
    done = subprocess.run(
        command, cwd=folder, env=environment(folder / ".jupyter"), capture_output=True, text=True, check=False
    )
    ends = sorted(path.stat().st_mtime for path in folder.glob(f"autograded/*/{UNIT}/*.ipynb"))
    if done.returncode or len(ends) < 2:
        raise RuntimeError(f"nbgrader autograde did not end well:\n{done.stderr[-3000:]}")
    each = [late - early for early, late in itertools.pairwise(ends)]
    mean = statistics.mean(each)
    return Row("stock nbgrader", len(ends), mean, ends[0] - began - mean, spread(each))


def ours(folder: Path, workers: int) -> tuple[Row, dict[str, Any]]:
    """nbviva, with the table's row and what the run told."""
    run = one_run(folder, UNIT, workers)
    if run["internal"] or run["unrecorded"]:
        raise RuntimeError(f"not all could be graded: {run['internal']} {run['unrecorded']}")
    each = seconds_each(run)
    verdicts = [
        json.loads(path.read_text(encoding="utf-8")) for path in folder.glob(f"autograded/*/{UNIT}/verdict.json")
    ]
    own = [verdict["notebooks"][0]["seconds"] for verdict in verdicts]
    name = f"nbviva, {workers} worker{'s' if workers > 1 else ''}"
    # With several workers, what a submission takes is more than what one more costs.
    row = Row(name, run["count"], each, max(0.0, run["seconds"] - run["count"] * each), spread(own))
    return row, run


def floor(folder: Path, count: int) -> Row:
    """The same students' cells and tests in one warm process, which keeps to one core as an examiner does."""
    own = environment(folder / ".jupyter") | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--floor-of", str(folder), "--floor", str(count)]
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the floor did not run to its end:\n{done.stderr[-3000:]}")
    each = json.loads(done.stdout.splitlines()[-1])
    return Row("the floor, one process", count, statistics.mean(each), 0.0, spread(each))


def floor_here(folder: Path, count: int) -> list[float]:
    """Seconds of each, in this process."""
    import torch
    from grading import _unit_and_settings, bare  # the benchmark beside this one

    torch.set_num_threads(1)
    with _unit_and_settings(folder) as (unit, _):
        places = [folder / "submitted" / f"s{number:04}" / UNIT for number in range(count)]
        with contextlib.redirect_stdout(io.StringIO()):
            bare(unit, places[0], "")  # warms up
            return [bare(unit, place, place.parent.name) for place in places]


def otter(folder: Path, place: Path, count: int) -> tuple[Row | None, str]:
    """`otter run` for each, and what is to be said about it."""
    from otter_class import NoOtter, installed, without_tests

    from nbviva.unit import load_unit

    try:
        from nbgrader.coursedir import CourseDirectory

        [unit] = load_unit(CourseDirectory(root=str(folder)), UNIT)
        points = {}
        for cell in unit.master["cells"]:
            data = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and data.get("grade") and not data.get("solution"):
                points[data["grade_id"]] = float(data["points"])
        program = installed(place, unit.master, points)
        each, same = [], 0
        for number in range(count):
            source = folder / "submitted" / f"s{number:04}" / UNIT / f"{unit.notebook}.ipynb"
            notebook = place / "otter" / f"s{number:04}" / source.name
            notebook.parent.mkdir(parents=True)
            content = without_tests(json.loads(source.read_text(encoding="utf-8")), points)
            notebook.write_text(json.dumps(content), encoding="utf-8")
            seconds, earned = program.run(notebook, notebook.parent / "out")
            each.append(seconds)
            same += earned == _points(folder, f"s{number:04}")
        said = (
            f"otter-grader {program.version}: `otter run`, once for each submission, start included; of {count}, {same} earn "
            "the same points as with nbviva (it has no part of a cell's points)."
        )
        return Row("otter run", count, statistics.mean(each), 0.0, spread(each)), said
    except NoOtter as problem:
        return None, f"otter-grader was not measured: {problem}"


def _points(folder: Path, student: str) -> float:
    path = folder / "autograded" / student / UNIT / "verdict.json"
    return float(json.loads(path.read_text(encoding="utf-8"))["notebooks"][0]["points"]) if path.is_file() else -1.0


# --- memory


class Watch(threading.Thread):
    """Looks, again and again, at the memory of all processes that a run has started."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self.over = threading.Event()
        self.rounds: list[dict[int, tuple[str, int, int]]] = []
        """Of each look: process -> (what it is, KiB that nobody shares with it, KiB with its part of what is shared)."""

    def run(self) -> None:
        """Look until it is over."""
        while not self.over.wait(0.05):
            self.rounds.append({pid: found for pid in _below(self._root) if (found := _memory(pid)) is not None})


def _below(root: int) -> list[int]:
    found = [root]
    for each in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found[1:]


def _memory(pid: int) -> tuple[str, int, int] | None:
    with contextlib.suppress(OSError, ValueError):
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        values = {}
        for each in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, _, value = each.partition(":")
            values[name] = int(value.split()[0])
        return line, values["Private_Clean"] + values["Private_Dirty"], values["Pss"]
    return None


def memory(folder: Path) -> tuple[list[float], list[float], int]:
    """(MiB of its own that each submission has at most, the same with its part of what is shared, submissions).

    Of its own is what no other process shares, in the processes that come and go with a submission: the examiner's fork and
    the student's, which are made one after the other. The workers and the warm processes live through the whole run; what
    they hold is there once.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "one_run.py"), str(folder), UNIT, "1"]
    process = subprocess.Popen(
        command, cwd=folder, env=environment(folder / ".jupyter"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    watch = Watch(process.pid)
    watch.start()
    out, _ = process.communicate()
    watch.over.set()
    watch.join()
    if process.returncode:
        raise RuntimeError("the run that was watched did not end well")
    count = int(json.loads(out.splitlines()[-1])["count"])
    seen: dict[int, int] = defaultdict(int)
    for look in watch.rounds:
        for pid in look:
            seen[pid] += 1
    # What lives for more than a few submissions' time belongs to the run.
    long = 4 * max(seen.values()) / max(count, 1)
    private: dict[int, float] = {}
    shared: dict[int, float] = {}
    for look in watch.rounds:
        sums: dict[int, list[float]] = {}
        fork = 0
        for pid in sorted(pid for pid in look if seen[pid] <= long):
            line, own, part = look[pid]
            fork = pid if "nbviva.examiner" in line else fork
            both = sums.setdefault(fork, [0.0, 0.0])
            both[0] += own / 1024
            both[1] += part / 1024
        for key, both in sums.items():
            private[key] = max(private.get(key, 0.0), both[0])
            shared[key] = max(shared.get(key, 0.0), both[1])
    return sorted(private.values()), sorted(shared.values()), count


# --- the table


def main() -> int:
    """Measure and print."""
    page = Page("class_of_200", "A class of 200: stock nbgrader, otter-grader, nbviva, and the floor.")
    page.parser.add_argument(
        "--full", action="store_true", help="measure all 200; takes an hour, most of it stock nbgrader"
    )
    page.parser.add_argument("--stock", type=int, default=20, help="so many for stock nbgrader (default: 20)")
    page.parser.add_argument(
        "--otter", type=int, default=10, help="so many for otter run (default: 10; 0: leave it out)"
    )
    page.parser.add_argument("--one", type=int, default=60, help="so many with one worker (default: 60)")
    page.parser.add_argument("--two", type=int, default=120, help="so many with two workers (default: 120)")
    page.parser.add_argument("--floor", type=int, default=40, help="so many for the floor (default: 40)")
    page.parser.add_argument("--floor-of", type=Path, help=argparse.SUPPRESS)
    chosen = page.parser.parse_args()
    if chosen.floor_of is not None:
        print(json.dumps(floor_here(chosen.floor_of, chosen.floor)))
        return 0
    if chosen.full:
        chosen.stock = chosen.one = chosen.two = chosen.floor = STUDENTS
    page.begin()
    said, rows = "", []
    with workplace() as place:
        course = handed_in(released(place / "course", UNIT), UNIT, STUDENTS)
        one, _ = ours(first := fresh(course, place / "one", chosen.one, UNIT), 1)
        two, _ = ours(fresh(course, place / "two", chosen.two, UNIT), 2)
        low = floor(first, min(chosen.floor, chosen.one))
        rows.append(stock(fresh(course, place / "stock", chosen.stock, UNIT)))
        if chosen.otter:
            found, said = otter(first, place, min(chosen.otter, chosen.one))
            rows += [found] if found is not None else []
        rows += [one, two, low]
        private, shared, watched = memory(fresh(course, place / "memory", 20, UNIT))
    page.say(f"{UNIT}: a class of {STUDENTS}, the sample class over and over, {cores()} cores")
    titles = f"{'':<24} {'measured':>10} {'s each':>6}  {'one took, s':<16} {'a second':>9} {'class, s':>9}"
    page.say(f"{titles} {'x stock':>8} {'x floor':>8}")
    base = rows[0].class_seconds
    for row in rows:
        page.say(
            f"{row.name:<24} {row.measured:>3} of {STUDENTS} {row.each:>6.2f}  {row.from_to:<16} {1 / row.each:>9.2f} "
            f"{row.class_seconds:>9.0f} {base / row.class_seconds:>8.1f} {row.each / low.each:>8.2f}"
        )
    page.say("measured: so many were graded; class: start of the command included, reckoned where fewer were measured")
    page.say("x stock: how many times as fast the class is graded; x floor: seconds each against the floor's, one core")
    page.say(said)
    page.say()
    page.say(f"nbviva, 2 workers: {base / two.class_seconds:.1f} times stock nbgrader (aim: {FASTER})")
    page.say(
        f"nbviva, 2 workers: {two.each / (low.each / min(2, cores())):.2f} times the floor divided by cores (aim: {OVER_FLOOR})"
    )
    page.say(
        f"stock nbgrader against the floor: {rows[0].each / low.each:.1f}; no grader that runs these cells is faster"
    )
    page.say()
    page.say(f"Memory of a live submission, one worker, {watched} graded, MiB (aim: {MEBIBYTES})")
    page.say(f"  its own, shared with nobody            median {median(private):6.0f}   {spread(private, '.0f')}")
    page.say(f"  with its part of what is shared (Pss)  median {median(shared):6.0f}   {spread(shared, '.0f')}")
    page.end(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
