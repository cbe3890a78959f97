"""What is recorded is what stock nbgrader would have recorded; once, whole, and whatever ends the process."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import oven_course as tiny
import pytest
import tiny_master
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from sqlalchemy.engine.default import DefaultDialect
from traitlets.config import Config

from nbviva import autograded, verdict
from nbviva.autograded import Rights
from nbviva.batch import Handed
from nbviva.collected import Collected, collected, from_text
from nbviva.gradebook import GradebookError
from nbviva.record import Recorder
from nbviva.rows import late_penalty
from nbviva.settings import Viva
from nbviva.unit import Unit, load_unit
from nbviva.verdict import Examined

RIGHT = tiny_master.ANSWERS | {"plan": "plan = 2"}
CLASS = {
    "right": RIGHT,
    "half": RIGHT | {"cool": "def cool(t):\n    return t"},
    "wrong": RIGHT | {"cool": "def cool(t):\n    return t", "warm": "def warm(t):\n    return 5"},
    "typo": RIGHT | {"warm": "def warm(t)\n    return t + 1"},
    "partly": {"warm": RIGHT["warm"]},
    "untouched": {},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tiny.make(tmp_path_factory.mktemp("record") / "course")


@pytest.fixture
def own(made: Any, tmp_path: Path) -> Any:
    return tiny.copied(made, tmp_path / "course")


def _examined(units: Sequence[Unit], folder: Path, student: str) -> list[Examined]:
    return [tiny.examine(unit, folder, student, b"key", Viva().for_assignment(tiny.UNIT)) for unit in units]


def _record(course: Any, student: str, answers: dict[str, str], when: str | None = tiny.NOON, **more: Any) -> list[str]:
    folder = tiny.hand_in(course, student, answers, when)
    units = load_unit(course, tiny.UNIT)
    with Recorder(course, units, **more) as recorder:
        found = recorder.record(student, _examined(units, folder, student), collected(folder))
        return [one.sentence for one in found]


def _place(course: Any, student: str) -> Path:
    return Path(course.root) / "autograded" / student / tiny.UNIT


def _manual(course: Any, student: str, cell: str, comment: str | None = None, **values: Any) -> None:
    with tiny.gradebook(course) as book:
        grade = book.find_grade(cell, "ovens", tiny.UNIT, student)
        for name, value in values.items():
            setattr(grade, name, value)
        if comment is not None:
            book.find_comment(cell, "ovens", tiny.UNIT, student).manual_comment = comment
        book.db.commit()


# --- the same rows as stock nbgrader


def test_rows_equal_those_of_stock_nbgrader(own: Any, tmp_path: Path) -> None:
    late = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})
    with tiny.gradebook(own) as book:
        book.update_or_create_assignment(tiny.UNIT, duedate="2027-03-01 12:00:00 UTC")
    for student, answers in CLASS.items():
        tiny.hand_in(own, student, answers)
    tiny.hand_in(own, "late", RIGHT, "2027-03-02 12:00:00 UTC")
    tiny.hand_in(own, "timeless", RIGHT, None)
    stock = tiny.copied(own, tmp_path / "stock")

    api = NbGraderAPI(stock, config=late)
    for again in (False, True):
        for student in [*CLASS, "late", "timeless"]:
            result = api.autograde(tiny.UNIT, student)
            assert result["success"], result.get("log")
            _ours(own, student, late)
        assert tiny.rows(own) == tiny.rows(stock)
        # And so again after a person has graded, and one has handed in something else.
        for course in () if again else (own, stock):
            for student in ("right", "half"):
                _manual(course, student, "why", "Nice.", manual_score=3.5, needs_manual_grade=False)
                _manual(course, student, "sketch", manual_score=2, extra_credit=1, needs_manual_grade=False)
                _manual(course, student, "test_cool", manual_score=1, needs_manual_grade=False)
            tiny.hand_in(course, "right", RIGHT | {"warm": "def warm(t):\n    return 5"}, "2027-03-01 13:00:00 UTC")
    rows = tiny.rows(own)
    assert rows["right"]["notebooks"]["ovens"]["grades"]["why"] == (None, 3.5, None, True)
    assert rows["right"]["notebooks"]["ovens"]["grades"]["sketch"] == (None, 2, 1, False)
    assert rows["untouched"]["notebooks"]["ovens"]["comments"]["why"] == ("No response.", None)
    assert rows["late"]["notebooks"]["ovens"]["late"] == rows["late"]["score"] > 0


def _ours(course: Any, student: str, config: Config) -> None:
    units = load_unit(course, tiny.UNIT)
    folder = Path(course.root) / "submitted" / student / tiny.UNIT
    penalty = late_penalty(Autograde(coursedir=course, config=config))
    with Recorder(course, units, penalty=penalty) as recorder:
        recorder.record(student, _examined(units, folder, student), collected(folder))


def test_a_refused_submission_has_points_0_and_nothing_for_a_person_to_grade(own: Any) -> None:
    folder = Path(own.root) / "submitted" / "empty" / tiny.UNIT
    folder.mkdir(parents=True)
    units = load_unit(own, tiny.UNIT)
    with Recorder(own, units) as recorder:
        recorder.record("empty", _examined(units, folder, "empty"), collected(folder))
    row = tiny.rows(own)["empty"]
    assert (row["score"], row["needs"], row["timestamp"]) == (0, False, None)
    assert set(row["notebooks"]["ovens"]["comments"].values()) == {(None, None)}
    # Once it is handed in, the texts and the task wait for a person.
    _record(own, "empty", RIGHT)
    grades = tiny.rows(own)["empty"]["notebooks"]["ovens"]["grades"]
    assert {name for name, grade in grades.items() if grade[3]} == {"why", "plan", "sketch"}
    assert grades["sketch"][0] is None


def test_manual_scores_survive_even_a_refusal(own: Any) -> None:
    _record(own, "ada", RIGHT)
    _manual(own, "ada", "why", "Nice.", manual_score=3, extra_credit=1, needs_manual_grade=False)
    (Path(own.root) / "submitted" / "ada" / tiny.UNIT / "ovens.ipynb").unlink()
    units = load_unit(own, tiny.UNIT)
    with Recorder(own, units) as recorder:
        folder = Path(own.root) / "submitted" / "ada" / tiny.UNIT
        recorder.record("ada", _examined(units, folder, "ada"), collected(folder))
    notebook = tiny.rows(own)["ada"]["notebooks"]["ovens"]
    assert notebook["grades"]["why"] == (0, 3, 1, True)
    assert notebook["comments"]["why"] == (None, "Nice.")


def test_a_student_whom_the_gradebook_does_not_know_is_made_only_if_wanted(own: Any) -> None:
    with pytest.raises(GradebookError, match="nbgrader db student add ada"):
        _record(own, "ada", RIGHT, create_students=False)
    assert tiny.rows(own) == {}
    assert not _place(own, "ada").exists()
    assert not list(_place(own, "ada").parent.glob(".*"))
    _record(own, "ada", RIGHT)
    _record(own, "ada", RIGHT, create_students=False)


def test_an_extension_counts(own: Any) -> None:
    with tiny.gradebook(own) as book:
        book.update_or_create_assignment(tiny.UNIT, duedate="2027-03-01 11:00:00 UTC")
    penalty: Callable[[str, float, float], float] = lambda student, score, seconds: seconds / 3600  # noqa: E731
    _record(own, "ada", RIGHT, penalty=penalty)
    assert tiny.rows(own)["ada"]["notebooks"]["ovens"]["late"] == 1
    with tiny.gradebook(own) as book:
        book.grant_extension(tiny.UNIT, "ada", minutes=30)
    _record(own, "ada", RIGHT, penalty=penalty)
    assert tiny.rows(own)["ada"]["notebooks"]["ovens"]["late"] == 0.5


@pytest.mark.parametrize(
    "change", [{"points": float("nan")}, {"points": -1.0}, {"points": 2.5}, {"name": "test_other"}]
)
def test_points_that_no_cell_can_earn_are_not_recorded(own: Any, change: dict[str, Any]) -> None:
    folder = tiny.hand_in(own, "ada", RIGHT)
    units = load_unit(own, tiny.UNIT)
    examined = _examined(units, folder, "ada")
    next(cell for cell in examined[0]["verdict"]["cells"] if cell["name"] == "test_warm").update(change)  # type: ignore[call-overload]
    with Recorder(own, units) as recorder, pytest.raises((GradebookError, ValueError)):
        recorder.record("ada", examined, Collected())
    assert tiny.rows(own) == {}
    assert not _place(own, "ada").exists()


# --- the folder


def test_the_folder_holds_notebook_verdict_time_and_files_read_only(own: Any) -> None:
    folder = tiny.hand_in(own, "ada", RIGHT)
    (folder / "mine.txt").write_text("of the student")
    _record(own, "ada", RIGHT)
    place = _place(own, "ada")
    assert sorted(tiny.files(place)) == ["data/heat.csv", "ovens.ipynb", "timestamp.txt", "verdict.json"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.rglob("*") if path.is_file()} == {0o444}
    content = verdict.read(place / "verdict.json")
    assert verdict.faults(content) == []
    assert content["handed_in"] == {"utc": "2027-03-01T12:00:00", "notes": []}
    nbformat.validate(nbformat.read(place / "ovens.ipynb", as_version=4))
    assert (place / "timestamp.txt").read_text() == tiny.NOON + "\n"


def test_group_shared_courses_get_their_rights(own: Any) -> None:
    _record(own, "ada", RIGHT, rights=Rights(664, groupshared=True))
    place = _place(own, "ada")
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.rglob("*") if path.is_file()} == {0o664}
    assert {path.stat().st_mode & 0o2070 for path in [place.parent, place, place / "data"]} == {0o2070}


def test_recording_the_same_again_changes_nothing(own: Any) -> None:
    _record(own, "ada", RIGHT)
    place = _place(own, "ada")
    before = (tiny.rows(own), tiny.files(place), place.stat().st_ino, _dump(own))
    assert _record(own, "ada", RIGHT) == []
    assert (tiny.rows(own), tiny.files(place), place.stat().st_ino, _dump(own)) == before


def _dump(course: Any) -> list[str]:
    with sqlite3.connect(Path(course.root) / "gradebook.db") as book:
        return list(book.iterdump())


def test_regrading_says_what_changed_and_leaves_no_old_file(own: Any) -> None:
    _record(own, "ada", RIGHT)
    stray = _place(own, "ada") / "stray.txt"
    stray.write_text("from another time")
    said = _record(own, "ada", CLASS["half"], "2027-03-01 13:00:00 UTC")
    assert said == [
        "test_cool was passed (3 of 3) and is now failed (0 of 3).",
        "Since then the submission changed.",
    ]
    assert not stray.exists()
    assert [path.name for path in _place(own, "ada").parent.iterdir()] == [tiny.UNIT]


def test_one_notebook_of_two_can_be_graded_again_alone(tmp_path: Path) -> None:
    course = tiny.make(tmp_path / "two", ("ovens", "stoves"))
    units = load_unit(course, tiny.UNIT)
    assert [unit.notebook for unit in units] == ["ovens", "stoves"]
    for name in ("ovens", "stoves"):
        folder = tiny.hand_in(course, "ada", RIGHT, name=name)
    with Recorder(course, units) as recorder:
        recorder.record("ada", _examined(units, folder, "ada"), collected(folder))
        before = tiny.rows(course)["ada"]
        tiny.hand_in(course, "ada", {}, name="stoves")
        said = recorder.record("ada", _examined(units[1:], folder, "ada"), collected(folder))
    assert (said[0].notebook, said[0].cell, said[0].was) == ("stoves", "test_warm", "passed (2 of 2)")
    after = tiny.rows(course)["ada"]
    assert after["notebooks"]["ovens"] == before["notebooks"]["ovens"]
    assert after["notebooks"]["stoves"]["code"] == 0
    content = verdict.read(_place(course, "ada") / "verdict.json")
    assert [(one["notebook"], one["points"]) for one in content["notebooks"]] == [("ovens", 5), ("stoves", 0)]
    assert verdict.faults(content) == []


def test_the_metadata_of_graded_cells_is_the_masters(own: Any) -> None:
    folder = tiny.hand_in(own, "ada", RIGHT)
    units = load_unit(own, tiny.UNIT)
    examined = _examined(units, folder, "ada")
    data = tiny_master.cell(examined[0]["notebook"], "why")["metadata"]["nbgrader"]
    data |= {"points": 99, "checksum": "0"}
    with Recorder(own, units) as recorder:
        recorder.record("ada", examined, collected(folder))
        written = json.loads((_place(own, "ada") / "ovens.ipynb").read_text())
        found = tiny_master.cell(written, "why")["metadata"]["nbgrader"]
        assert (found["points"], found["checksum"]) == (4, units[0].checksums["why"])
        examined[0]["notebook"]["cells"].pop()
        with pytest.raises(GradebookError, match="fault of nbviva's"):
            recorder.record("ada", examined, collected(folder))


def test_a_link_in_the_folders_place_is_replaced_and_not_followed(own: Any, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("kept")
    _place(own, "ada").parent.mkdir(parents=True)
    _place(own, "ada").symlink_to(elsewhere)
    _record(own, "ada", RIGHT)
    assert not _place(own, "ada").is_symlink()
    assert tiny.files(elsewhere) == {"kept.txt": b"kept"}


# --- the gradebook in use


def test_a_gradebook_in_use_is_waited_for_and_then_named(own: Any) -> None:
    folder = tiny.hand_in(own, "ada", RIGHT)
    units = load_unit(own, tiny.UNIT)
    other = sqlite3.connect(Path(own.root) / "gradebook.db", isolation_level=None)
    with Recorder(own, units, busy_seconds=0.2) as recorder:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GradebookError, match="in use by another program"):
            recorder.record("ada", _examined(units, folder, "ada"), collected(folder))
        assert "ada" not in tiny.rows(own)
        other.execute("ROLLBACK")
    other.close()
    # What was examined is kept: the next run records it, and examines nobody.
    with Recorder(own, units) as recorder:
        assert recorder.recovered == {"ada": []}
    _is_whole(own, ["ada"])
    assert tiny.rows(own)["ada"]["score"] == 5


def test_a_gradebook_that_is_in_use_for_a_moment_is_waited_for(own: Any) -> None:
    folder = tiny.hand_in(own, "ada", RIGHT)
    units = load_unit(own, tiny.UNIT)
    other = sqlite3.connect(Path(own.root) / "gradebook.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    said: list[str] = []

    def told(line: str) -> None:
        # Only now does the other one let go: so it was waited for.
        said.append(line)
        other.execute("ROLLBACK")

    with Recorder(own, units, log=told, busy_seconds=60) as recorder:
        recorder.record("ada", _examined(units, folder, "ada"), collected(folder))
    other.close()
    assert said == ["The gradebook is in use by another program; waiting for it, 60 s at most."]
    assert tiny.rows(own)["ada"]["score"] == 5


# --- several at once


def test_what_the_gradebook_refuses_of_a_batch_costs_itself(own: Any) -> None:
    students = ["ada", "bo", "cy", "di"]
    units, found = _variants(own, students)
    _all(own, units, {"bo": found["bo"]}, 1)
    before = _place(own, "bo").stat().st_ino
    (Path(own.root) / "autograded" / "cy").write_text("a file where a folder should be")
    next(cell for cell in found["bo"][0][0]["verdict"]["cells"] if cell["name"] == "test_warm")["points"] = 99.0
    with Recorder(own, units) as recorder:
        done = recorder.record_all([Handed(student, found[student][0], WHEN) for student in students])
    assert (sorted(done.done), sorted(done.failed), done.fault) == (["ada", "di"], ["bo", "cy"], None)
    assert "expected points from 0 to 2, found 99" in str(done.failed["bo"])
    _is_whole(own, ["ada", "bo", "di"])
    assert {student: row["score"] for student, row in tiny.rows(own).items()} == {"ada": 5, "bo": 0, "di": 5}
    assert _place(own, "bo").stat().st_ino == before


def test_a_batch_waits_for_the_disk_once_and_not_for_each(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    students = [f"s{number}" for number in range(12)]
    units, found = _variants(own, students)
    commits, waits = 0, autograded._AT_ONCE
    lock, meeting = threading.Lock(), threading.Barrier(autograded._AT_ONCE)
    real_sync, real_commit = os.fsync, DefaultDialect.do_commit

    def sync(descriptor: int) -> None:
        nonlocal waits
        with lock:
            waits -= 1
            first = waits >= 0
        if first:
            # The first ones wait here for one another: they are under way at the same time, or this raises.
            meeting.wait(60)
        real_sync(descriptor)

    def commit(dialect: Any, connection: Any) -> None:
        nonlocal commits
        commits += 1
        real_commit(dialect, connection)

    with Recorder(own, units) as recorder:
        monkeypatch.setattr(os, "fsync", sync)
        monkeypatch.setattr(DefaultDialect, "do_commit", commit)
        done = recorder.record_all([Handed(student, found[student][0], WHEN) for student in students])
    assert sorted(done.done) == sorted(students)
    assert commits == 1
    assert waits < 0
    _is_whole(own, students)


# --- ended by force


def _variants(course: Any, students: Sequence[str]) -> tuple[list[Unit], dict[str, list[list[Examined]]]]:
    """For each student two examinations that differ in every graded cell."""
    units = load_unit(course, tiny.UNIT)
    found = {}
    for student in students:
        found[student] = []
        for answers in (RIGHT, {}):
            folder = tiny.hand_in(course, student, answers)
            found[student].append(_examined(units, folder, student))
    return units, found


WHEN = from_text(tiny.NOON)


def _in_child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    with suppress(BaseException):
        work()
        os._exit(0)
    os._exit(1)


def _is_whole(course: Any, students: Sequence[str]) -> None:
    """Folder and gradebook say the same, and nothing lies beside the folders."""
    rows = tiny.rows(course)
    for student in students:
        place = _place(course, student)
        if place.parent.exists():
            assert [path.name for path in place.parent.iterdir()] in ([], [tiny.UNIT])
        if not place.exists():
            assert student not in rows
            continue
        [content] = verdict.read(place / "verdict.json")["notebooks"]
        notebook = rows[student]["notebooks"]["ovens"]
        assert notebook["score"] == content["points"]
        untouched = content["points"] == 0
        assert (notebook["comments"]["why"][0] == "No response.") == untouched
        source = tiny_master.cell(json.loads((place / "ovens.ipynb").read_text()), "why")["source"]
        assert (source == RIGHT["why"]) == (not untouched)
        assert sorted(tiny.files(place)) == ["data/heat.csv", "ovens.ipynb", "timestamp.txt", "verdict.json"]


def _all(course: Any, units: list[Unit], found: dict[str, list[list[Examined]]], variant: int) -> None:
    with Recorder(course, units) as recorder:
        done = recorder.record_all([Handed(student, examined[variant], WHEN) for student, examined in found.items()])
    assert sorted(done.done) == sorted(found)


def test_killed_at_random_moments_and_started_again(own: Any, tmp_path: Path) -> None:
    students = ["ada", "bo", "cy"]
    units, found = _variants(own, students)
    undisturbed = tiny.copied(own, tmp_path / "undisturbed")
    _all(undisturbed, units, found, 1)
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)

    def loop() -> None:
        with Recorder(own, units) as recorder:
            for turn in range(10_000):
                recorder.record_all([Handed(student, found[student][turn % 2], WHEN) for student in students])

    for _ in range(20):
        pid = _in_child(loop)
        time.sleep(0.02 + chance.random() * 0.2)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with Recorder(own, units):
            pass
        _is_whole(own, students)
    _all(own, units, found, 1)
    assert tiny.rows(own) == tiny.rows(undisturbed)
    assert tiny.files(Path(own.root) / "autograded") == tiny.files(Path(undisturbed.root) / "autograded")


@pytest.mark.parametrize(
    ("students", "exchange"),
    [
        pytest.param(["ada"], True, marks=pytest.mark.slow),
        (["ada"], False),
        pytest.param(["ada", "bo", "cy"], True, id="batch"),
    ],
)
def test_killed_at_every_step_and_started_again(
    own: Any, monkeypatch: Any, students: list[str], exchange: bool
) -> None:
    units, found = _variants(own, students)
    if not exchange:
        # As on a file system that cannot let two folders change places.
        monkeypatch.setattr(autograded, "_exchange", lambda one, other: False)
    steps: list[tuple[Any, str]] = [(os, "fsync"), (os, "fchmod"), (Path, "mkdir"), (Path, "rename")]
    steps += [(DefaultDialect, "do_execute"), (DefaultDialect, "do_commit")]
    steps += [(autograded, name) for name in ("_exchange", "_remove", "clear")] + [(autograded.shutil, "rmtree")]
    # A batch has many steps alike: some of them, others each time.
    stride = 1 if len(students) == 1 else 5
    chance = random.Random(seed := random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}")
    # Before the first recording there is no folder; before the second there is one of other points.
    for variant in (0, 1):
        ended = False
        last = 0
        while not ended:
            last += chance.randint(1, 2 * stride - 1)
            before = _dump(own)
            pid = _in_child(lambda last=last, variant=variant: _kill_at(steps, last, own, units, found, variant))  # type: ignore[misc]
            _, status = os.waitpid(pid, 0)
            ended = os.WIFEXITED(status)
            assert not ended or os.WEXITSTATUS(status) == 0
            committed = _score(own)
            with Recorder(own, units):
                pass
            _is_whole(own, students)
            # What the gradebook had been told stays told.
            assert committed != (5, 0)[variant] or _score(own) == committed
            if not ended and variant == 1 and _dump(own) != before:
                # Back to where the next kill begins.
                _all(own, units, found, 0)
        assert last > 15
        assert {tiny.rows(own)[student]["score"] for student in students} == {(5, 0)[variant]}


def _score(course: Any) -> float | None:
    row = tiny.rows(course).get("ada")
    return row["score"] if row else None


def _kill_at(steps: Any, last: int, course: Any, units: Any, found: Any, variant: int) -> None:
    left = last
    lock = threading.Lock()

    def count() -> None:
        nonlocal left
        with lock:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def counted(real: Any) -> Any:
        def step(*arguments: Any, **more: Any) -> Any:
            count()
            result = real(*arguments, **more)
            count()
            return result

        return step

    for where, name in steps:
        setattr(where, name, counted(getattr(where, name)))
    _all(course, units, found, variant)


def test_an_intent_that_fits_the_assignment_no_more_is_dropped_and_named(own: Any) -> None:
    units, found = _variants(own, ["ada"])
    pid = _in_child(lambda: _kill_at([(DefaultDialect, "do_commit")], 1, own, units, found, 0))
    os.waitpid(pid, 0)
    [ready] = _place(own, "ada").parent.iterdir()
    content = json.loads((ready / "verdict.json").read_text())
    content["notebooks"][0]["cells"] = []
    (ready / "verdict.json").chmod(0o644)
    (ready / "verdict.json").write_text(json.dumps(content))
    said: list[str] = []
    with Recorder(own, units, log=said.append):
        pass
    assert "fits the assignment no more" in said[0]
    assert not list(_place(own, "ada").parent.iterdir())
    assert tiny.rows(own) == {}


# --- the collector's time


def test_a_missing_time_is_no_time(tmp_path: Path) -> None:
    assert collected(tmp_path) == Collected()
    assert collected(tmp_path / "nowhere") == Collected()


@pytest.mark.parametrize("text", [tiny.NOON, "2027-03-01 13:00:00.250 Europe/Berlin", "2027-03-01 12:00:00 +0000"])
def test_times_are_read_as_nbgrader_reads_them(own: Any, text: str) -> None:
    folder = tiny.hand_in(own, "ada", {}, text)
    found = collected(folder)
    assert found.moment == own.get_existing_timestamp(str(folder))
    assert found.notes == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "timestamp_empty"),
        (b" \n", "timestamp_empty"),
        (b"yesterday", "timestamp_invalid"),
        (b"\xff\xfe2027", "timestamp_invalid"),
        (b"2027-03-01 12:00:00 /etc/passwd", "timestamp_invalid"),
        (b"2027-03-01 12:00:00 ../../x", "timestamp_invalid"),
        (b"2027-99-01 12:00:00 UTC", "timestamp_invalid"),
        (b"99999999999999999999999999-2027", "timestamp_invalid"),
        (b"2027-03-01" + b" " * 1000, "timestamp_too_large"),
    ],
)
def test_a_broken_time_is_a_note_and_never_a_crash(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "timestamp.txt").write_bytes(content)
    found = collected(tmp_path)
    assert (found.moment, found.text) == (None, None)
    assert [note["code"] for note in found.notes] == [code]


def test_a_time_behind_a_link_or_a_pipe_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "real").write_text(tiny.NOON)
    (tmp_path / "timestamp.txt").symlink_to(tmp_path / "real")
    assert [note["code"] for note in collected(tmp_path).notes] == ["timestamp_is_link"]
    (tmp_path / "timestamp.txt").unlink()
    os.mkfifo(tmp_path / "timestamp.txt")
    assert [note["code"] for note in collected(tmp_path).notes] == ["timestamp_not_a_file"]


# --- the exchange's secret, by which a student's feedback is found again

SECRET = b"0123456789abcdef" * 8


def test_the_exchanges_secret_is_kept_with_what_was_graded(own: Any) -> None:
    folder = tiny.hand_in(own, "ada", RIGHT)
    (folder / "submission_secret.txt").write_bytes(SECRET)
    _record(own, "ada", RIGHT)
    assert (_place(own, "ada") / "submission_secret.txt").read_bytes() == SECRET
    assert "submission_secret" not in (_place(own, "ada") / "verdict.json").read_text()


@pytest.mark.parametrize("content", [b"", b"../../etc/passwd", b"short", SECRET * 2, b"\xff" * 64])
def test_what_is_no_secret_is_not_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "submission_secret.txt").write_bytes(content)
    assert collected(tmp_path).secret is None


def test_a_secret_behind_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(SECRET)
    (tmp_path / "submission_secret.txt").symlink_to(tmp_path / "real")
    assert collected(tmp_path).secret is None


# --- how long


def test_a_submission_is_recorded_in_milliseconds(own: Any) -> None:
    units, found = _variants(own, ["ada"])
    with Recorder(own, units) as recorder:
        recorder.record("ada", found["ada"][0], WHEN)
        seconds = []
        for turn in range(40):
            student, [examined] = f"student{turn // 2}", found["ada"][turn % 2]
            examined["verdict"]["student"] = student
            started = time.perf_counter()
            recorder.record(student, [examined], WHEN)
            seconds.append(time.perf_counter() - started)
    middle = sorted(seconds)[len(seconds) // 2]
    print(f"{1000 * middle:.1f} ms")
    # Far above what it takes, so that a busy machine does not fail; nbgrader's own way takes longer than this.
    assert middle < 0.1
