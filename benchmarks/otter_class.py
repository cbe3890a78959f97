"""The same exercises and submissions for otter-grader: `otter run`, in an environment of its own under build/.

What it can express: each test cell, visible and hidden part, becomes one exception-based test file, which passes if the cell
earns all its points. What it cannot: part of the points of a cell, a test in the middle of the notebook (all tests run after
the last cell), answers that a person grades. It keeps nothing apart: tests run in the student's kernel.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring import ROOT

from grader import environment

PLACE = ROOT / "build" / "otter"
WANTED = "otter-grader==7.0.0"

_TEST = """OK_FORMAT = False
import ast
from otter.test_files import test_case
name, points = {name!r}, {points!r}
SOURCE = {source!r}

@test_case(name=name, points=points)
def test_all(env):
    tree = ast.parse(SOURCE)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), env)
    if last is not None:
        earned = eval(compile(ast.Expression(last.value), name, "eval"), env)
        assert earned is None or earned >= points, earned
"""


class NoOtter(RuntimeError):  # noqa: N818  what there is not
    """otter-grader cannot be had here; the message says why."""


@dataclass
class Otter:
    """An otter-grader that is installed, and the exercises for it."""

    program: Path
    version: str
    autograder: Path
    private: Path

    def run(self, notebook: Path, folder: Path) -> tuple[float, float]:
        """(seconds, points) of `otter run` for one submission. Raises NoOtter."""
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(self.program), "run", "--no-logo", "-a", str(self.autograder), "-o", str(folder), str(notebook)]
        start = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=folder,
            env=_environment(self.private),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        seconds = time.perf_counter() - start
        results = folder / "results.json"
        if done.returncode or not results.is_file():
            raise NoOtter(f"`otter run` ended with status {done.returncode}: {done.stderr[-1500:]}")
        found: list[dict[str, Any]] = json.loads(results.read_text(encoding="utf-8"))["tests"]
        return seconds, sum(float(test.get("score") or 0.0) for test in found)


def installed(folder: Path, master: dict[str, Any], points: dict[str, float]) -> Otter:
    """Install it, if it is not there, and write its autograder.zip for the test cells `points` of the master notebook.

    Raises NoOtter.
    """
    program = PLACE / "bin" / "otter"
    if not program.is_file():
        _install()
    # Last on its path: the course's libraries, the very same files that the others use.
    [site] = (PLACE / "lib").glob("python3*/site-packages")
    (site / "course.pth").write_text("\n".join(p for p in sys.path if p.endswith(("site-packages", "src"))) + "\n")
    said = subprocess.run([PLACE / "bin" / "pip", "list"], capture_output=True, text=True, check=False).stdout
    version = next((line.split()[1] for line in said.splitlines() if line.startswith("otter-grader ")), "")
    autograder = folder / "autograder.zip"
    with zipfile.ZipFile(autograder, "w") as file:
        file.writestr("otter_config.json", json.dumps({"show_stdout": True}))
        for cell in master["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in points and cell["cell_type"] == "code":
                text = _TEST.format(name=name, points=points[name], source="".join(cell["source"]))
                file.writestr(f"tests/{name}.py", text)
    return Otter(program, version, autograder, folder / ".jupyter")


def without_tests(notebook: dict[str, Any], points: dict[str, float]) -> dict[str, Any]:
    """The submission without its test cells: they run once, as otter's own."""
    cells = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in points]
    return {**notebook, "cells": cells}


def _environment(private: Path) -> dict[str, str]:
    own = environment(private)
    own["PATH"] = f"{PLACE / 'bin'}:{own['PATH']}"
    own.pop("VIRTUAL_ENV", None)
    return own


def _install() -> None:
    print(f"Installing {WANTED} in build/otter, once ...", file=sys.stderr, flush=True)
    venv.create(PLACE, with_pip=True)
    done = subprocess.run(
        [PLACE / "bin" / "pip", "--disable-pip-version-check", "install", "--quiet", WANTED],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoOtter(f"pip could not install {WANTED}: {done.stderr[-500:]}")
