"""What the benchmarks of grading share: classes of any size, one run in a process of its own, tables, and where they are kept.

Nothing here measures by itself. What is printed with `--write FILE` also goes into FILE, between two marks that carry the
benchmark's name; the rest of the file stays.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "nbviva")]

from grader import environment, nbgrader  # noqa: E402  # tools/ is no package
from sample_class import CLASS, hand_in  # noqa: E402

UNIT = "02_two_layers_by_hand"
OVENS = "baking"
"""The invented unit of the tests: two functions, milliseconds of a student's own."""
VERSIONS = ("numpy", "torch", "nbgrader", "nbconvert", "ipython")


# --- what is printed, and kept


class Page:
    """Prints lines, and keeps them."""

    def __init__(self, name: str, description: str) -> None:
        """`name` of the benchmark; `description` becomes that of its command."""
        self._name = name
        self._lines: list[str] = []
        self.parser = argparse.ArgumentParser(description=description)
        self.parser.add_argument("--write", type=Path, metavar="FILE", help="keep what is printed in this page, too")

    def say(self, line: str = "") -> None:
        """Print a line."""
        print(line, flush=True)
        self._lines.append(line)

    def begin(self, **more: str) -> None:
        """Say when, on what machine, and with what this is measured."""
        load = os.getloadavg()[0]
        self.say(
            f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {processor()}, {cores()} cores, Linux {platform.release()}"
        )
        versions = {"Python": platform.python_version()}
        for name in VERSIONS:
            versions[name] = importlib.metadata.version(name)
        self.say(", ".join(f"{name} {version}" for name, version in (versions | more).items()))
        self.say(f"Load of the machine before the first run: {load:.2f}")
        self.say()

    def end(self, chosen: argparse.Namespace) -> None:
        """Keep it, if that was asked for."""
        if chosen.write is not None:
            write(chosen.write, self._name, self._lines)


def write(path: Path, name: str, lines: Sequence[str]) -> None:
    """Put a benchmark's lines into the page, in the place of those it had."""
    begin, end = f"<!-- printed by benchmarks/{name}.py -->", f"<!-- end of {name} -->"
    block = "\n".join([begin, "```text", *(line.rstrip() for line in lines), "```", end])
    text = path.read_text(encoding="utf-8") if path.is_file() else "# Benchmarks\n"
    if begin in text:
        text = re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: block, text, flags=re.DOTALL)
    else:
        text = f"{text.rstrip()}\n\n{block}\n"
    path.write_text(text, encoding="utf-8")


def processor() -> str:
    """The processor's name."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return f"{platform.machine()} ({line.partition(':')[2].strip()})"
    return platform.machine()


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """The smallest and the largest."""
    return f"{min(values):{form}} to {max(values):{form}}"


def median(values: Sequence[float]) -> float:
    """The one in the middle."""
    return float(statistics.median(values))


# --- classes


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is gone at the end. Not in /tmp, which may be memory: what waits for a disk is measured, too."""
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "build", ignore_cleanup_errors=True) as name:
        yield Path(name)


def released(folder: Path, unit: str) -> Path:
    """A course in `folder` with this unit released: one of ours, or the invented one. Its secret is always the same."""
    secret = folder / ".nbviva" / "secret"
    secret.parent.mkdir(parents=True)
    secret.write_bytes(bytes(range(32)))
    secret.chmod(0o600)
    if unit == OVENS:
        from oven_course import make  # of the tests

        make(folder)
        text = 'import nbviva\nc = get_config()\nc.CourseDirectory.course_id = "ovens"\nnbviva.install(c)\n'
        (folder / "nbgrader_config.py").write_text(text, encoding="utf-8")
        return folder
    for name in ("source", "i18n"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    nbgrader(folder, "generate_assignment", unit, private=folder / ".jupyter")
    return folder


def handed_in(folder: Path, unit: str, count: int) -> Path:
    """Let so many students hand in: the sample class over and over, each under a name and with a comment of their own."""
    patterns = folder / ".patterns"
    if not patterns.exists():
        if unit == OVENS:
            _ovens_class(folder, patterns)
        else:
            for student in CLASS:
                hand_in(student, unit, folder / "release" / unit, patterns, "2027-03-01 11:00:00 UTC")
    several = sorted(patterns.iterdir())
    for number in range(count):
        name = f"s{number:04}"
        place = folder / "submitted" / name / unit
        if place.exists():
            continue
        shutil.copytree(several[number % len(several)] / unit, place)
        for path in place.glob("*.ipynb"):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            cell = next(c for c in notebook["cells"] if c["cell_type"] == "code" and _is_answer(c))
            cell["source"] = "".join(cell["source"]) + f"\n# {name}"
            path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


def _is_answer(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _ovens_class(folder: Path, patterns: Path) -> None:
    from oven_course import course
    from oven_course import hand_in as hand_in_ovens
    from tiny_master import ANSWERS

    wrong = (
        {"warm": "def warm(t):\n    return t"},
        {"cool": "def cool(t)\n    return t"},
        {"cool": "def cool(t):\n    return 1 / 0"},
    )
    for number, answers in enumerate((ANSWERS, *(ANSWERS | one for one in wrong), {})):
        hand_in_ovens(course(folder), f"p{number}", answers)
        shutil.move(folder / "submitted" / f"p{number}", patterns / f"p{number}")


def fresh(folder: Path, place: Path, count: int, unit: str) -> Path:
    """A copy of a released course in which the first `count` of its students have handed in, and nobody is graded."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("submitted", "autograded"))
    for number in range(count):
        shutil.copytree(folder / "submitted" / f"s{number:04}", place / "submitted" / f"s{number:04}")
    return place


# --- runs


def one_run(folder: Path, unit: str, workers: int, *more: str) -> dict[str, Any]:
    """`benchmarks/one_run.py` in a process of its own: what it measured."""
    command = [sys.executable, str(ROOT / "benchmarks" / "one_run.py"), str(folder), unit, str(workers), *more]
    done = subprocess.run(
        command, cwd=folder, env=environment(folder / ".jupyter"), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The run did not end well:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def seconds_each(run: dict[str, Any]) -> float:
    """Seconds a submission once everything is loaded: from the first that came back to the last."""
    came = run["came"]
    return float(came[-1] - came[0]) / max(1, len(came) - 1)
