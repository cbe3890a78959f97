"""One submission can cost its own points and nothing else: not the run, not another student's record."""

from __future__ import annotations

import copy
import dataclasses
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import oven_course as tiny
import pytest
import tiny_master
from nbgrader.converters import Autograde
from traitlets.config import Config

from nbviva import verdict
from nbviva.grading import Graded, grade, submitted
from nbviva.made_with import made_with
from nbviva.private import PrivateError, course_secret, key_for
from nbviva.sandbox import SandboxError
from nbviva.settings import Viva
from nbviva.unit import UnitError, load_unit

RIGHT = tiny_master.ANSWERS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tiny.make(tmp_path_factory.mktemp("grading") / "course")


@pytest.fixture
def own(made: Any, tmp_path: Path) -> Any:
    return tiny.copied(made, tmp_path / "course")


def _grade(course: Any, **more: Any) -> Graded:
    chosen: dict[str, Any] = {
        "force": False,
        "create_students": True,
        "log": lambda line: None,
        "examine": tiny.examine,
    }
    # Threads of this process, where a real pool is not the point.
    with ThreadPoolExecutor(2) as threads:
        chosen["executor"] = threads
        chosen |= more
        students = chosen.pop("students", None) or [student for _, student in submitted(course, tiny.UNIT)]
        viva = {"workers": 2} | chosen.pop("viva", {})
        converter = Autograde(coursedir=course, config=Config({"Viva": viva}))
        return grade(course, converter, tiny.UNIT, students, **chosen)


def test_each_submission_is_recorded_whatever_the_others_do(own: Any) -> None:
    for student in ("ada", "breaks", "cy"):
        tiny.hand_in(own, student, RIGHT)
    (Path(own.root) / "submitted" / "empty" / tiny.UNIT).mkdir(parents=True)
    (Path(own.root) / "submitted" / "damaged" / tiny.UNIT).mkdir(parents=True)
    (Path(own.root) / "submitted" / "damaged" / tiny.UNIT / "ovens.ipynb").write_text("{")
    graded = _grade(own)
    assert sorted(graded.recorded) == ["ada", "breaks", "cy", "damaged", "empty"]
    assert graded.exit_status == 3  # a person should look at some of them
    assert graded.need_person == 3
    assert sorted(graded.refused) == ["damaged", "empty"]
    assert list(graded.internal) == ["breaks"]
    assert "RuntimeError: the grader has a fault" in graded.internal["breaks"]
    rows = tiny.rows(own)
    assert {student: row["score"] for student, row in rows.items()} == {
        "ada": 5,
        "breaks": 0,
        "cy": 5,
        "damaged": 0,
        "empty": 0,
    }
    for student in rows:
        place = Path(own.root) / "autograded" / student / tiny.UNIT
        assert verdict.faults(verdict.read(place / "verdict.json")) == []
        assert (place / "ovens.ipynb").is_file()
    lines = list(graded.lines())
    assert lines[0] == "5 recorded, 2 refused, 1 not examined"
    assert any(line.startswith("empty: The folder holds no notebook named ovens.ipynb") for line in lines)


def test_an_examiner_that_ends_each_time_costs_one_submission(own: Any) -> None:
    for student in ("ada", "bo", "kills", "cy"):
        tiny.hand_in(own, student, RIGHT)
    graded = _grade(own, executor=None)
    assert sorted(graded.recorded) == ["ada", "bo", "cy", "kills"]
    assert graded.internal == {
        "kills": "This submission could not be examined because of a fault of the grader, not of the student. It has no "
        "points until it is graded again. (the process has ended)"
    }
    assert [row["score"] for _, row in sorted(tiny.rows(own).items())] == [5, 5, 5, 0]


def test_without_a_sandbox_nobody_is_graded(own: Any) -> None:
    def examine(*_: Any) -> Any:
        raise SandboxError("no_bubblewrap")

    for student in ("ada", "bo", "cy", "di", "ed"):
        tiny.hand_in(own, student, RIGHT)
    with pytest.raises(SandboxError):
        _grade(own, examine=examine)
    with pytest.raises(SandboxError):
        _grade(own, examine=examine, students=["ada"])
    assert tiny.rows(own) == {}


def test_one_submission_without_a_sandbox_does_not_stop_the_others(own: Any) -> None:
    tried: list[str] = []

    def examine(unit: Any, folder: Path, student: str, key: bytes, settings: Any) -> Any:
        tried.append(student)
        if student == "ada" or (student == "bo" and tried.count("bo") == 1):
            raise SandboxError("no_bubblewrap")
        found = tiny.examine(unit, folder, student, key, settings)
        found["verdict"]["sandbox"] |= {"kind": "bubblewrap", "start": "cold"}  # type: ignore[typeddict-item]
        return found

    for student in ("ada", "bo", "cy", "di", "ed"):
        tiny.hand_in(own, student, RIGHT)
    with ThreadPoolExecutor(1) as thread:
        graded = _grade(own, examine=examine, executor=thread)
    assert list(graded.internal) == ["ada"]
    assert {student: row["score"] for student, row in tiny.rows(own).items()} == {
        "ada": 0,
        "bo": 5,
        "cy": 5,
        "di": 5,
        "ed": 5,
    }


def test_one_without_a_sandbox_does_not_stop_a_run_in_which_another_takes_long(own: Any) -> None:
    tried: list[str] = []
    twice = threading.Event()

    def examine(unit: Any, folder: Path, student: str, key: bytes, settings: Any) -> Any:
        tried.append(student)
        if student == "ada":
            if tried.count("ada") == 2:
                twice.set()
            raise SandboxError("no_bubblewrap")
        assert twice.wait(60)
        found = tiny.examine(unit, folder, student, key, settings)
        found["verdict"]["sandbox"] |= {"kind": "bubblewrap", "start": "cold"}  # type: ignore[typeddict-item]
        return found

    for student in ("ada", "bo"):
        tiny.hand_in(own, student, RIGHT)
    with ThreadPoolExecutor(2) as threads:
        graded = _grade(own, examine=examine, executor=threads)
    assert list(graded.internal) == ["ada"]
    assert {student: row["score"] for student, row in tiny.rows(own).items()} == {"ada": 0, "bo": 5}


def test_what_cannot_be_recorded_is_named_and_the_status_says_it(own: Any) -> None:
    for student in ("ada", "bo"):
        tiny.hand_in(own, student, RIGHT)
    (Path(own.root) / "autograded").mkdir()
    (Path(own.root) / "autograded" / "ada").write_text("a file where a folder should be")
    graded = _grade(own)
    assert graded.recorded == ["bo"]
    assert list(graded.unrecorded) == ["ada"]
    assert graded.exit_status == 1
    # Put right and started again, only she is graded.
    (Path(own.root) / "autograded" / "ada").unlink()
    again = _grade(own)
    assert (again.recorded, again.skipped, again.exit_status) == (["ada"], ["bo"], 0)


def test_graded_ones_are_skipped_unless_forced_or_newer(own: Any) -> None:
    for student in ("ada", "bo"):
        tiny.hand_in(own, student, RIGHT)
    assert sorted(_grade(own).recorded) == ["ada", "bo"]
    assert _grade(own).skipped == ["ada", "bo"]
    tiny.hand_in(own, "bo", {}, "2027-03-01 12:00:01 UTC")
    graded = _grade(own)
    assert (graded.recorded, graded.skipped) == (["bo"], ["ada"])
    assert graded.changed["bo"][0].sentence == "test_warm was passed (2 of 2) and is now failed (0 of 2)."
    assert sorted(_grade(own, force=True).recorded) == ["ada", "bo"]
    # A folder alone is no grade: the gradebook must know it.
    with tiny.gradebook(own) as book:
        book.remove_submission(tiny.UNIT, "ada")
    assert _grade(own).recorded == ["ada"]


def test_what_a_grade_is_made_from_decides_whether_it_is_made_again(own: Any) -> None:
    tiny.hand_in(own, "ada", RIGHT)
    assert _grade(own).recorded == ["ada"]
    assert _grade(own).skipped == ["ada"]
    # Settings on which a verdict depends, and settings on which it does not.
    assert _grade(own, viva={"workers": 1, "warm": False}).skipped == ["ada"]
    assert _grade(own, viva={"cell_seconds": 7.0}).recorded == ["ada"]
    assert _grade(own).recorded == ["ada"]
    # The assignment itself: points of a test in the gradebook.
    with tiny.gradebook(own) as book:
        book.find_graded_cell("test_warm", "ovens", tiny.UNIT).max_score = 3.0
        book.db.commit()
    assert _grade(own).recorded == ["ada"]
    assert _grade(own).skipped == ["ada"]


def test_the_courses_own_code_is_part_of_what_a_grade_is_made_from(
    own: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "math_of_ours.py").write_text("A = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path / "lib"))
    [unit] = load_unit(own, tiny.UNIT)
    master = copy.deepcopy(unit.master)
    next(cell for cell in master["cells"] if cell["cell_type"] == "code")["source"] = "import math_of_ours, numpy"
    changed = dataclasses.replace(unit, master=master)
    settings = Viva().for_assignment(tiny.UNIT)
    before = made_with(changed, settings)
    (tmp_path / "lib" / "math_of_ours.py").write_text("A = 2\n")
    after = made_with(changed, settings)
    assert {name for name in after if after[name] != before[name]} == {"course_sha256"}


def test_each_submission_has_a_key_of_its_own_that_stays(own: Any) -> None:
    keys: dict[str, list[bytes]] = {}

    def examine(unit: Any, folder: Path, student: str, key: bytes, settings: Any) -> Any:
        keys.setdefault(student, []).append(key)
        return tiny.examine(unit, folder, student, key, settings)

    for student in ("ada", "bo"):
        tiny.hand_in(own, student, RIGHT)
    _grade(own, examine=examine)
    _grade(own, examine=examine, force=True)
    assert all(len(found) == 2 and len(set(found)) == 1 and len(found[0]) == 32 for found in keys.values())
    assert keys["ada"] != keys["bo"]
    secret = Path(own.root) / ".nbviva" / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert keys["ada"][0] == key_for(secret.read_bytes(), tiny.UNIT, "ovens", "ada")


def test_a_secret_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / ".nbviva" / "secret"
    made = course_secret(path)
    assert course_secret(path) == made
    assert sorted(file.name for file in path.parent.iterdir()) == [".gitignore", "secret"]
    path.chmod(0o640)
    with pytest.raises(PrivateError, match="chmod 600"):
        course_secret(path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(PrivateError, match="expected a file of 32 random bytes"):
        course_secret(path)


def test_the_hooks_are_called_around_each(own: Any) -> None:
    tiny.hand_in(own, "ada", RIGHT)
    said: list[str] = []

    _grade(
        own,
        planned=lambda count: said.append(f"{count} to do"),
        before=lambda student: said.append(f"before {student}"),
        after=lambda student, person: said.append(f"after {student}, {person}"),
    )
    assert said == ["1 to do", "before ada", "after ada, False"]


def test_a_pattern_of_notebooks_that_fits_none_is_named(own: Any) -> None:
    tiny.hand_in(own, "ada", RIGHT)
    with pytest.raises(UnitError, match=r"named 'stove\*' in baking, found only ovens"):
        _grade(own, notebooks="stove*")


def test_submissions_are_listed_with_and_without_notebooks(own: Any) -> None:
    for student in ("bo", "ada"):
        tiny.hand_in(own, student, RIGHT)
    (Path(own.root) / "submitted" / "empty" / tiny.UNIT).mkdir(parents=True)
    (Path(own.root) / "submitted" / "other" / "boiling").mkdir(parents=True)
    (Path(own.root) / "submitted" / "README.md").write_text("not a student")
    assert submitted(own, tiny.UNIT) == [(tiny.UNIT, "ada"), (tiny.UNIT, "bo"), (tiny.UNIT, "empty")]
    assert submitted(own, "*", "o*") == [("boiling", "other")]


def test_a_folder_whose_name_has_signs_of_patterns_is_a_course_too(made: Any, tmp_path: Path) -> None:
    course = tiny.copied(made, tmp_path / "course [2027]*")
    tiny.hand_in(course, "ada", RIGHT)
    assert _grade(course).recorded == ["ada"]


# --- settings


def test_settings_of_an_assignment_are_plain_data() -> None:
    import json

    viva = Viva(without_packages={"0*": ["torch"], "02_*": ["jax"], "03_*": ["scipy"]}, shown={"/data": "/box/data"})
    found = viva.for_assignment("02_two")
    assert json.loads(json.dumps(found)) == found
    assert found["without_packages"] == ["jax", "torch"]
    assert found["cell_seconds"] == 60
    assert "secret_file" not in found


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"cell_seconds": 0}, "cell_seconds: expected more than 0"),
        ({"workers": -1}, "workers: expected more than 0"),
        ({"restarts_count": -1}, "restarts_count: expected 0 or more"),
        ({"devices": ["/etc/passwd"]}, "devices: expected paths such as"),
        ({"devices": ["/dev/../etc/passwd"]}, "devices: expected paths such as"),
        ({"shown": {"data": "/box/data"}}, "shown: expected an absolute path"),
        ({"shown": {"/data": "/etc"}}, "shown: expected an absolute path"),
        ({"sandbox": "docker"}, "sandbox"),
    ],
)
def test_settings_that_make_no_sense_are_refused(values: dict[str, Any], said: str) -> None:
    from traitlets import TraitError

    with pytest.raises(TraitError, match=said):
        Viva(**values)
