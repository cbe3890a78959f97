"""A thousand submissions, fifty of them hostile in different ways: all have a verdict, the others' as if graded alone."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from engine import QUICK, need_engine
from oven_course import UNIT, hand_in, make
from test_cli import CONFIG
from test_hostile import FILES, read, write
from tiny_master import ANSWERS

from nbviva import verdict

SUBMISSIONS, HOSTILE = 1000, 50
SECONDS = 1500.0  # for one run; it takes two minutes on two quiet cores
HONEST: tuple[dict[str, str], ...] = (
    ANSWERS,
    ANSWERS | {"warm": "def warm(t):\n    return 1 + t"},
    ANSWERS | {"warm": "def warm(t):\n    return t"},
    ANSWERS | {"cool": "def cool(t):\n    return t + 1"},
    ANSWERS | {"warm": "def warm(t):\n    raise ValueError('too hot')"},
    ANSWERS | {"cool": "def cool(t)\n    return t - 1"},
    ANSWERS | {"guess": "guess = 7\nprint('my guess is', guess)"},
    {"warm": ANSWERS["warm"]},
    {"why": "Because heat moves."},
    {},
)
ROWS = """
SELECT student.id, cell.name, grade.auto_score, grade.needs_manual_grade, handed.timestamp
FROM grade
JOIN base_cell AS cell ON cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment AS handed ON handed.id = submitted_notebook.assignment_id
JOIN student ON student.id = handed.student_id
ORDER BY 1, 2
"""


def hostile_ones(count: int) -> list[Path]:
    """So many files of hostile/, from all over it: of the unit about ovens, and none that is slow on purpose."""
    fit = [p for p in FILES if read(p).get("UNIT", "ovens") == "ovens" and not read(p).get("SLOW")]
    running = [path for path in fit if path.parent.name == "running"]
    files = [path for path in fit if path.parent.name == "files"]
    # What runs is worse than what merely lies there.
    wanted = (running, count - count // 4), (files, count // 4)
    return [some[number * len(some) // most] for some, most in wanted for number in range(most)]


def graded(root: Path) -> str:
    """Grade the class; what was said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {"JUPYTER_NO_CONFIG": "1", "IPYTHONDIR": str(root / ".ipython"), "HOME": str(root)}
    done = subprocess.run(
        [sys.executable, "-m", "nbviva.cli", "grade", UNIT, "--workers", "2"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode in (0, 3), done.stdout[-3000:] + done.stderr[-3000:]
    assert "Traceback" not in done.stderr
    return done.stdout


def verdicts(root: Path) -> dict[str, Any]:
    """All verdicts, but for what a clock says and how a process was started."""
    found = {}
    for path in root.glob(f"autograded/*/{UNIT}/verdict.json"):
        content: Any = verdict.read(path)
        assert verdict.faults(content) == []
        [one] = content["notebooks"]
        one.pop("seconds")
        one["sandbox"].pop("start")
        for cell in one["cells"]:
            cell.pop("seconds")
        found[path.parent.parent.name] = content
    return found


def rows(root: Path) -> dict[str, list[Any]]:
    """What the gradebook says of each student."""
    found: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(root / "gradebook.db")) as book:
        for student, *rest in book.execute(ROWS):
            found.setdefault(student, []).append(rest)
    return found


def check(folder: Path, submissions: int, hostile: int) -> None:
    need_engine()
    root = folder / "together"
    root.mkdir()
    course = make(root)
    limits = "".join(f"c.Viva.{name} = {value!r}\n" for name, value in QUICK.items())
    (root / "nbgrader_config.py").write_text(CONFIG + limits, encoding="utf-8")
    (root / ".nbviva").mkdir()
    (root / ".nbviva" / "secret").write_bytes(bytes(range(32)))
    (root / ".nbviva" / "secret").chmod(0o600)
    every, earns = submissions // hostile, {}
    bad = iter(hostile_ones(hostile))
    for number in range(submissions):
        if number % every:
            hand_in(course, f"s{number:04}", HONEST[number % len(HONEST)])
    alone = folder / "alone"
    shutil.copytree(root, alone)
    for number in range(0, submissions, every):
        path = next(bad)
        name = f"s{number:04}-{path.stem}"
        (root / "submitted" / name).mkdir()
        write(read(path), root / "submitted" / name / UNIT)
        earns[name] = read(path)["EARNS"]
    assert len(earns) == hostile

    said = graded(root)
    found, known = verdicts(root), rows(root)
    assert f"{submissions} recorded" in said, said[-2000:]
    assert len(found) == len(known) == submissions
    for name, most in earns.items():
        assert found[name]["notebooks"][0]["points"] <= most, name
    # A fault of the grader's would be named so: nobody has one.
    reasons = {c["reason"]["code"] for one in found.values() for c in one["notebooks"][0]["cells"] if c["reason"]}
    assert "internal" not in reasons

    graded(alone)
    honest, honest_rows = verdicts(alone), rows(alone)
    assert len(honest) == submissions - hostile
    different = [name for name in honest if json.dumps(honest[name]) != json.dumps(found[name])]
    assert different == []
    assert [name for name in honest_rows if honest_rows[name] != known[name]] == []
    assert {one["notebooks"][0]["points"] for one in honest.values()} == {0, 2, 3, 5}


@pytest.mark.slow
def test_a_thousand_submissions_fifty_of_them_hostile(tmp_path: Path) -> None:
    check(tmp_path, SUBMISSIONS, HOSTILE)


def test_there_are_fifty_hostile_ones_and_no_two_alike() -> None:
    assert len(set(hostile_ones(HOSTILE))) == HOSTILE
