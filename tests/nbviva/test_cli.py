"""`nbviva grade`, `prove`, `replay` and `doctor`, as an instructor types them, on a course that is not ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from engine import need_engine
from oven_course import UNIT, hand_in, make
from tiny_master import ANSWERS

CONFIG = """
import nbviva
c = get_config()
c.CourseDirectory.course_id = "ovens"
nbviva.install(c)
"""


def run(
    root: Path, *words: str, home: Path | None = None, module: str = "nbviva.cli"
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    home = root if home is None else home
    environment |= {"JUPYTER_NO_CONFIG": "1", "IPYTHONDIR": str(home / ".ipython"), "HOME": str(home)}
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released course with three submissions."""
    need_engine()
    root = tmp_path_factory.mktemp("ovens") / "course"
    root.mkdir()
    made = make(root)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    hand_in(made, "ada", ANSWERS)
    hand_in(made, "bob", ANSWERS | {"warm": "def warm(t):\n    return t"})
    hand_in(made, "eve", {"warm": "{"})
    (root / "submitted" / "eve" / UNIT / "ovens.ipynb").write_text("{ this is no notebook", encoding="utf-8")
    return root


def verdict(root: Path, student: str) -> Any:
    path = root / "autograded" / student / UNIT / "verdict.json"
    return json.loads(path.read_text(encoding="utf-8"))["notebooks"][0]


def test_grade_records_everyone_and_says_what_it_did(course: Path) -> None:
    planned = run(course, "grade", UNIT, "--dry-run")
    assert planned.returncode == 0, planned.stderr
    assert "ada: not graded yet" in planned.stdout
    assert "3 of 3 would be examined. Nothing was done." in planned.stdout
    assert not (course / "autograded" / "ada").exists()
    done = run(course, "grade", UNIT, "--workers", "1")
    assert done.returncode == 3, done.stderr  # eve's needs a person
    assert "ada: 5 of 5 points" in done.stdout
    assert "bob: 3 of 5 points" in done.stdout
    assert "eve: refused" in done.stdout
    assert "not JSON any more" in done.stdout
    assert [verdict(course, name)["points"] for name in ("ada", "bob", "eve")] == [5, 3, 0]
    again = run(course, "grade", UNIT)
    assert again.returncode == 3  # it still does
    assert "eve: " in again.stdout
    assert "3 unchanged since they were graded, and skipped" in again.stdout


def test_replay_repeats_and_shows_what_was_said(course: Path) -> None:
    run(course, "grade", UNIT)
    done = run(course, "replay", UNIT, "bob")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "examiner: warm(100)" in done.stdout
    assert "student:  returned 100" in done.stdout
    assert "test_warm" in done.stdout
    assert "The same as recorded." in done.stdout


def test_prove_says_what_is_not_as_it_should_be(course: Path) -> None:
    bank = course / "answers" / UNIT / "warm"
    (bank / "right").mkdir(parents=True, exist_ok=True)
    (bank / "wrong").mkdir(exist_ok=True)
    (bank / "right" / "other_way_round.py").write_text('"""Adds from the left."""\ndef warm(t):\n    return 1 + t\n')
    (bank / "wrong" / "forgets.py").write_text('"""Forgets to add."""\ndef warm(t):\n    return t\n')
    done = run(course, "prove", UNIT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 4 as they should be" in done.stdout
    (bank / "wrong" / "A1_is_right.py").write_text(
        '"""Is right, and so not wrong."""\ndef warm(t):\n    return t + 1\n'
    )
    done = run(course, "prove", UNIT)
    assert done.returncode == 1
    assert "warm/wrong/A1_is_right: test_warm: expected 0 points, found 2" in done.stdout
    (bank / "wrong" / "A1_is_right.py").unlink()


def test_an_unknown_assignment_is_said_and_not_traced(course: Path) -> None:
    done = run(course, "grade", "frying")
    assert done.returncode == 1
    assert "frying" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_tries_the_sandbox(course: Path) -> None:
    done = run(course, "doctor")
    assert done.returncode == 0, done.stdout
    assert "Submissions can be examined on this machine." in done.stdout


def test_settings_are_listed_with_their_defaults(tmp_path: Path) -> None:
    done = run(tmp_path, "settings")
    assert done.returncode == 0, done.stderr
    assert "c.Viva.cell_seconds = 60.0" in done.stdout


def test_a_reader_who_has_read_enough_gets_no_traceback(course: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "nbviva.cli", "settings"]
    done = subprocess.run(command, cwd=course, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (
        1,
        "Stopped, because nobody reads what is printed. What was recorded stays.\n",
    )


def test_grade_picks_by_time_and_by_failure(course: Path) -> None:
    run(course, "grade", UNIT)
    later = run(course, "grade", UNIT, "--since", "2099-01-01 00:00", "--force")
    assert (later.returncode, later.stdout) == (0, "Nothing to grade.\n")
    failed = run(course, "grade", UNIT, "--failed")
    assert "eve: refused" in failed.stdout
    assert "ada" not in failed.stdout
    wrong = run(course, "grade", UNIT, "--since", "yesterday-ish")
    assert wrong.returncode == 2
    assert "expected a time such as" in wrong.stderr


def test_what_regrading_changes_is_printed_and_kept(course: Path) -> None:
    run(course, "grade", UNIT)
    notebook = course / "submitted" / "bob" / UNIT / "ovens.ipynb"
    before = notebook.read_text(encoding="utf-8")
    notebook.write_text((course / "submitted" / "ada" / UNIT / notebook.name).read_text(encoding="utf-8"))
    done = run(course, "grade", UNIT, "--student", "bob")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"bob: test_\w+ was failed \(0 of 2\) and is now passed \(2 of 2\)\.", done.stdout)
    kept = (course / "reports" / f"{UNIT}.changes.csv").read_text(encoding="utf-8").splitlines()
    assert kept[0].startswith("when_utc,student,notebook,cell,was,is")
    assert any(",bob," in line and "failed (0 of 2),passed (2 of 2)" in line for line in kept)
    notebook.write_text(before, encoding="utf-8")
    run(course, "grade", UNIT, "--student", "bob")


def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(course: Path) -> None:
    run(course, "grade", UNIT)
    slow = course / "submitted" / "zed" / UNIT / "ovens.ipynb"
    slow.parent.mkdir(parents=True)
    notebook = json.loads((course / "submitted" / "ada" / UNIT / "ovens.ipynb").read_text(encoding="utf-8"))
    answer = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
    answer["source"] = "".join(answer["source"]) + "\nimport time\ntime.sleep(20)"
    slow.write_text(json.dumps(notebook), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {"JUPYTER_NO_CONFIG": "1", "IPYTHONDIR": str(course / ".ipython"), "HOME": str(course)}
    command = [sys.executable, "-m", "nbviva.cli", "grade", UNIT, "--force", "--workers", "1"]
    with subprocess.Popen(
        command,
        cwd=course,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that started the tests in the background would have them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()  # one is recorded
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    shutil.rmtree(slow.parents[1])
    again = run(course, "grade", UNIT)
    assert "3 unchanged since they were graded, and skipped" in again.stdout
    assert again.returncode == 3
