"""How long `nbviva report` takes over a large class, and whether it sees notebooks that were copied from one another.

    .venv/bin/python benchmarks/report.py [--students 1000] [--keep FOLDER]

The sample class is graded once. Its graded notebooks and verdicts are then handed to a class of any size, in which each
student's answers are drawn from the bank, with names and small habits of their own; some copy from another student,
rename and leave comments. Read the ratios, the seconds are the machine's.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "benchmarks")]

from grading import UNIT, course, ours  # noqa: E402

from course import bank, exercises  # noqa: E402  # tools/ is no package

COPIES = 10
HABITS = (
    "    {a} = {n}\n    {b} = {a} * {m} - {n}\n",
    "    {a}, {b} = [], {{}}\n    {b}['{a}'] = len({a}) + {n}\n",
    "    for {a} in range({n}):\n        {b} = {a} ** {m}\n",
    "    print('{a}', {n}, '{b}')\n",
    "    {a} = tuple(i for i in range({n}) if i % {m})\n",
    "    if {n} > {m}:\n        {a} = float({n}) / {m}\n",
)
WORDS = ("alpha", "error", "delta", "out", "tmp", "result", "back", "left", "right", "total", "first", "inner", "rows")


def answers(draw: random.Random) -> dict[str, str]:
    """What one student writes: answers of the bank, most of them right, with lines that nobody needs."""
    written = {}
    for exercise in exercises(UNIT):
        if exercise.by_hand:
            written[exercise.key] = " ".join(draw.choices(WORDS, k=40))
            continue
        choice = [answer for answer in bank(UNIT, exercise.key) if answer.right or draw.random() < 0.1]
        source = draw.choice(choice).source.strip()
        if draw.random() < 0.5:
            values = {
                "a": draw.choice(WORDS),
                "b": draw.choice(WORDS),
                "n": draw.randint(2, 99),
                "m": draw.randint(2, 9),
            }
            head, line, rest = source.partition("\n    return ")
            source = f"{head}\n{draw.choice(HABITS).format(**values).rstrip()}{line}{rest}" if line else source
        written[exercise.key] = source
    return written


def copied(written: dict[str, str], draw: random.Random) -> dict[str, str]:
    """The same answers, with other names of the own kind, a comment in every function, and one answer of one's own."""
    by_hand = {exercise.key for exercise in exercises(UNIT) if exercise.by_hand}
    changed = {
        key: text
        if key in by_hand
        else re.sub(r"\b(" + "|".join(WORDS) + r")\b", lambda found: f"my_{found[0]}", text).replace(
            "\n    return", "\n    # this is how I did it\n    return"
        )
        for key, text in written.items()
    }
    key = draw.choice(list(changed))
    return changed | {key: answers(draw)[key]}


def enlarge(folder: Path, students: int) -> list[tuple[str, str]]:
    """Record a class of this size in the course; return the pairs that copied."""
    from contextlib import chdir

    from nbgrader.apps import NbGrader
    from traitlets.config import Config

    from nbviva.collected import from_text
    from nbviva.record import Recorder
    from nbviva.roles import grader_data
    from nbviva.unit import load_unit

    draw = random.Random(0)
    patterns = [
        (json.loads(path.read_text()), json.loads((path.parent / "two_layers_by_hand.ipynb").read_text()))
        for path in sorted((folder / "autograded").glob(f"*/{UNIT}/verdict.json"))
    ]
    when = from_text("2027-03-01 11:00:00 UTC")
    pairs = []
    with chdir(folder):
        app = NbGrader()
        app.initialize([f"--CourseDirectory.root={folder}"])
        app.update_config(Config())
        before: dict[str, str] = {}
        with Recorder(app.coursedir, load_unit(app.coursedir, UNIT)) as recorder:
            for number in range(students):
                name = f"student-{number:05}"
                copies = number in range(1, 2 * COPIES, 2)
                written = copied(before, draw) if copies else answers(draw)
                if copies:
                    pairs.append((f"student-{number - 1:05}", name))
                before = written
                file, notebook = copy.deepcopy(patterns[number % len(patterns)])
                verdict: dict[str, Any] = file["notebooks"][0] | {"student": name}
                verdict["submission"] = verdict["submission"] | {"sha256": f"{number:064x}"}
                for cell in notebook["cells"]:
                    key = grader_data(cell).get("grade_id")
                    if key in written and grader_data(cell).get("solution"):
                        cell["source"] = written[key]
                recorder.record(name, [{"notebook": notebook, "verdict": verdict}], when)  # type: ignore[list-item]
    return pairs


def report(folder: Path) -> tuple[float, float, float, str]:
    """(seconds, seconds of a processor, MiB of memory at most, the page) of `nbviva report`, start of the command included."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "nbviva.cli", "report", UNIT, "--rows", "1000"], cwd=folder, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError("nbviva report did not end well; what it said stands above")
    seconds = time.perf_counter() - begun
    page = (folder / "reports" / f"{UNIT}.html").read_text(encoding="utf-8")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, page


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="make the course here, and leave it")
    chosen = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = course((chosen.keep or Path(temporary) / "course").absolute())
        ours(folder, 1)
        pairs = enlarge(folder, chosen.students)
        seconds, processor, memory, page = report(folder)
        listed = set(re.findall(r"<bdi>(student-\d+)</bdi> and <bdi>(student-\d+)</bdi>", page))
        print(f"`nbviva report` for {chosen.students} submissions and the sample class, all pairs compared")
        print(f"  seconds, start of the command included            {seconds:8.1f}")
        print(f"  seconds of a processor's time                     {processor:8.1f}")
        print(f"  memory                                            {memory:8.0f} MiB")
        print(f"  copied with other names and one answer changed    {len(pairs):8}   pairs")
        print(f"  ... of these listed                               {len(listed & set(pairs)):8}")
        print(f"  listed of students who did not copy               {len(listed - set(pairs)):8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
