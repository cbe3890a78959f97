"""How fast submissions are graded: nbviva beside stock nbgrader on the sample class, and what the walls cost.

    make bench

Everything is measured in one run on this machine, which is named; read the ratios, the seconds are the machine's.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import hmac
import io
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from grader import nbgrader  # noqa: E402  # tools/ is no package
from sample_class import CLASS, hand_in  # noqa: E402

UNIT = "02_two_layers_by_hand"
CALLS = 300
PAIRS = 5
KEY = bytes(32)  # of every student's hidden numbers


def course(folder: Path) -> Path:
    """The course, released, with the sample class's submissions."""
    for name in ("source", "i18n"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    nbgrader(folder, "generate_assignment", UNIT, private=folder / ".jupyter")
    for minute, student in enumerate(CLASS):
        when = f"2027-03-01 11:{minute:02}:00 UTC"
        hand_in(student, UNIT, folder / "release" / UNIT, folder / "submitted", when)
    return folder


def stock(folder: Path) -> float:
    """Seconds of stock `nbgrader autograde` for the class."""
    config = folder / "nbgrader_config.py"
    engine = config.read_text(encoding="utf-8")
    config.write_text(engine.replace("\nnbviva.install(c)\n", "\n"), encoding="utf-8")
    shutil.copy(folder / "gradebook.db", folder / "stock.db")
    start = time.perf_counter()
    nbgrader(folder, "autograde", UNIT, "--force", private=folder / ".jupyter", gradebook=folder / "stock.db")
    seconds = time.perf_counter() - start
    config.write_text(engine, encoding="utf-8")
    return seconds


def ours(folder: Path, workers: int) -> tuple[float, list[dict[str, Any]]]:
    """Seconds of `nbgrader autograde` with the engine for the class, and the verdicts."""
    shutil.rmtree(folder / "autograded", ignore_errors=True)
    start = time.perf_counter()
    nbgrader(folder, "autograde", UNIT, f"--Viva.workers={workers}", private=folder / ".jupyter")
    seconds = time.perf_counter() - start
    found = sorted((folder / "autograded").glob(f"*/{UNIT}/verdict.json"))
    return seconds, [json.loads(path.read_text(encoding="utf-8"))["notebooks"][0] for path in found]


@contextlib.contextmanager
def _unit_and_settings(folder: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    from nbgrader.apps import NbGrader

    from nbviva.settings import Viva
    from nbviva.unit import load_unit

    with contextlib.chdir(folder), contextlib.redirect_stderr(io.StringIO()):
        app = NbGrader()
        app.initialize([f"--CourseDirectory.root={folder}"])
        [unit] = load_unit(app.coursedir, UNIT)
        yield unit, Viva(parent=app).for_assignment(UNIT)


def bare(unit: Any, place: Path, draw: str) -> float:
    """Seconds for a submission's cells and the tests, back to back in this process, with nothing kept apart.

    `draw`: the verdict's. The tests draw the same numbers as they did for it; others would take another time.
    """

    from nbviva.intake import intake
    from nbviva.rebuild import rebuild
    from nbviva.shell import CellShell
    from nbviva.student import rehearse

    taken: Any = intake(place, f"{unit.notebook}.ipynb")
    rebuilt = rebuild(unit.master, taken, unit.released, known_roles=unit.roles)
    shell = CellShell.made()
    rehearse(shell, [])
    # As before each fork of the engine: what earlier cells have left here must not be looked through meanwhile.
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    for name, cell in zip(unit.roles, rebuilt.notebook["cells"], strict=True):
        if cell["cell_type"] == "code":
            os.environ["BYHAND_DRAW"] = hmac.new(KEY, f"{draw}\0{name}".encode(), hashlib.sha256).hexdigest()[:16]
            shell.run("cell", cell["source"], 256 * 1024)
    return time.perf_counter() - start


class Walls(NamedTuple):
    """Seconds a notebook: the mean over notebooks of each one's median.

    Each is measured with walls and without, one right after the other, because a machine is now faster, now slower.
    """

    with_walls: float
    floor: float
    cost: float
    error: float
    """Of the cost: standard error."""
    notebooks: int


def walls(folder: Path) -> Walls:
    """Examine the sample class, and run its cells and tests back to back."""
    # One thread for products of matrices, as an examiner and its students have.
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--walls-of", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | one)
    if done.returncode:
        raise RuntimeError(f"the walls were not measured:\n{done.stderr[-3000:]}")
    return Walls(*json.loads(done.stdout.splitlines()[-1]))


def walls_here(folder: Path) -> Walls:
    """The same, in this process.

    The floor runs the same cells of the same notebooks, a student's and the examiner's, in this one process, which has
    everything loaded: no intake, no processes, no messages, no record.
    """
    from nbviva.allocation import keep_memory
    from nbviva.examiner import Examiner

    keep_memory()  # as the examiner does, in whose place this process stands, and the student's
    with _unit_and_settings(folder) as (unit, settings):
        examiner = Examiner(unit.to_json(), settings)
        folders = sorted((folder / "submitted").glob(f"*/{UNIT}"))

        def walled(place: Path) -> tuple[float, str]:
            start = time.perf_counter()
            made = examiner.examine(str(place), place.parent.name, KEY.hex())
            return time.perf_counter() - start, made["verdict"]["draw"]

        bare(unit, folders[0], walled(folders[0])[1])  # the first of each warms up
        walled_in: dict[Path, list[float]] = {place: [] for place in folders}
        floors: dict[Path, list[float]] = {place: [] for place in folders}
        for _ in range(PAIRS):
            for place in folders:
                seconds, draw = walled(place)
                walled_in[place].append(seconds)
                floors[place].append(bare(unit, place, draw))
        examiner.close()
    costs = {
        place: [ours - floor for ours, floor in zip(walled_in[place], floors[place], strict=True)] for place in folders
    }
    number = len(folders)
    # A median's standard error is that of a mean, times the root of pi / 2; the spread is told by the middle half of all
    # differences, which hardly hears of a pair that the machine disturbed.
    apart = [one - statistics.median(each) for each in costs.values() for one in each]
    low, _, high = statistics.quantiles(apart, n=4)
    error = math.sqrt(math.pi / 2 / (number * PAIRS)) * (high - low) / 1.349

    def typical(found: dict[Path, list[float]]) -> float:
        return statistics.mean(statistics.median(each) for each in found.values())

    return Walls(typical(walled_in), typical(floors), typical(costs), error, number)


def question() -> tuple[float, float]:
    """Milliseconds of one question: a number there and back; a 64 x 1000 array of float64 there, another back."""
    import nbviva
    from nbviva.allocation import keep_memory
    from nbviva.sandbox import Box, Limits, Warm
    from nbviva.session import Session
    from nbviva.wire.limits import Deadline
    from nbviva.wire.values import DEFAULT

    keep_memory()  # as the examiner does, in whose place this process asks
    box = Box(packages=(Path(nbviva.__file__).parent,))
    array = np.random.default_rng(0).standard_normal((64, 1000))
    with Warm(box, "nbviva.student", Limits(), preload=("nbviva.preloaded",)) as warm, warm.start() as running:
        session = Session(running, DEFAULT, 10.0, Deadline.after(60))
        session.run("cell", "def same(x):\n    return x\ndef negative(a):\n    return -a", 10.0)
        found = []
        for name, argument in (("same", 1.0), ("negative", array)):
            function: Any = session.get(name)
            took = []
            for _ in range(CALLS):
                start = time.perf_counter()
                function(argument)
                took.append(time.perf_counter() - start)
            found.append(1000 * statistics.median(took))
        session.close()
    return found[0], found[1]


def main() -> int:
    """Measure and print."""
    if sys.argv[1:2] == ["--walls-of"]:
        print(json.dumps(walls_here(Path(sys.argv[2]))))
        return 0
    print(f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}\n")
    small, large = question()
    print("One question to a student's process, there and back (median)")
    print(f"  a number                                          {small:8.2f} ms")
    print(f"  64 x 1000 numbers (float64), as many back         {large:8.2f} ms   (aim: at most 2)\n")
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = course(Path(temporary) / "course")
        found = walls(folder)
        number = found.notebooks
        print(f"One notebook of the sample class ({number} notebooks, {PAIRS} times each in turns)")
        print(f"  its cells back to back in one warm process        {1000 * found.floor:8.0f} ms")
        print(f"  taken in, examined in two processes, judged       {1000 * found.with_walls:8.0f} ms")
        print(
            f"  what the walls cost                               {1000 * found.cost:8.0f} ms, give or take "
            f"{1000 * found.error:.0f}   (aim: at most 60)\n"
        )
        one, _ = ours(folder, 1)
        two, _ = ours(folder, 2)
        shutil.rmtree(folder / "autograded")
        beside = stock(folder)
        print(f"`nbgrader autograde` for the sample class ({number} submissions, start of the command included)")
        print(f"  stock nbgrader                                    {beside:8.1f} s")
        print(f"  nbviva, 1 worker                                  {one:8.1f} s    {beside / one:5.1f} times as fast")
        print(f"  nbviva, 2 workers                                 {two:8.1f} s    {beside / two:5.1f} times as fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
