"""A full disk, a folder or a gradebook that may not be written, a gradebook that another program holds: each is named, and
nothing is lost. The faults are real ones (`faulty_place`)."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import oven_course as tiny
import pytest
import tiny_master
from engine import need_engine, settings, unit_of
from faulty_place import Holder, bound_by_rights, fill, in_child, mounted
from nbgrader.converters import Autograde
from test_cli import CONFIG, run
from test_record import _is_whole
from traitlets.config import Config

from nbviva import examine, grading, verdict
from nbviva.changes_file import keep
from nbviva.grading import Graded, grade
from nbviva.place import PlaceError
from nbviva.verdict import Difference

RIGHT = tiny_master.ANSWERS | {"plan": "plan = 2"}
CLASS = ("ada", "bo", "cy", "di", "ed", "fay")
FIRST = "ada"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A course in which the whole class has handed in, and one of them is graded."""
    course = tiny.make(tmp_path_factory.mktemp("place") / "course")
    for student in CLASS:
        tiny.hand_in(course, student, RIGHT)
    assert _grade(course, [FIRST])["recorded"] == [FIRST]
    return course


@pytest.fixture
def own(made: Any, tmp_path: Path) -> Any:
    return tiny.copied(made, tmp_path / "course")


@pytest.fixture
def small(made: Any, tmp_path: Path) -> Iterator[Any]:
    """The same on a file system of its own, of 3 MiB."""
    with mounted(tmp_path / "small", 3) as place:
        yield tiny.copied(made, place / "course")


def _grade(course: Any, students: tuple[str, ...] | list[str] = CLASS, **viva: Any) -> dict[str, Any]:
    """What a run did, as plain data; `error` is what ended it, `examined` whom it examined."""
    graded, examined, said, error = Graded(), [], [], ""

    def examine(unit: Any, folder: Path, student: str, key: bytes, settings: Any) -> Any:
        examined.append(student)
        return tiny.examine(unit, folder, student, key, settings)

    config = Config({"Viva": {"workers": 1} | viva})
    with ThreadPoolExecutor(1) as thread:
        try:
            grade(
                course,
                Autograde(coursedir=course, config=config),
                tiny.UNIT,
                students,
                force=False,
                create_students=True,
                log=said.append,
                examine=examine,
                executor=thread,
                into=graded,
            )
        except RuntimeError as problem:
            error = str(problem)
    return {
        "recorded": sorted(graded.recorded),
        "skipped": sorted(graded.skipped),
        "unrecorded": graded.unrecorded,
        "examined": examined,
        "said": said,
        "error": error,
    }


def _state(course: Any, student: str = FIRST) -> Any:
    """What is on record of a student."""
    return tiny.rows(course)[student], tiny.files(Path(course.root) / "autograded" / student)


def _nothing_lost(course: Any, before: Any) -> list[str]:
    """Assert that who was graded before is as before, and that records and folders agree; return whom they know."""
    assert _state(course) == before
    _is_whole(course, CLASS)
    return sorted(tiny.rows(course))


def _goes_on(course: Any, before: Any, examined: list[str] | None = None) -> None:
    """Assert that another run does what is left, and only that."""
    known = _nothing_lost(course, before)
    again = _grade(course)
    assert again["error"] == ""
    assert again["skipped"] == known
    assert again["recorded"] == sorted(set(CLASS) - set(known))
    assert again["examined"] == again["recorded"] if examined is None else examined
    assert _nothing_lost(course, before) == sorted(CLASS)
    assert {row["score"] for row in tiny.rows(course).values()} == {5}


# --- no room


def test_a_full_disk_is_said_before_anybody_is_examined(small: Any) -> None:
    before = _state(small)
    filler = fill(Path(small.root).parent)
    found = _grade(small)
    assert found["examined"] == []
    assert "no room is left" in found["error"] or "Expected room for the gradebook" in found["error"]
    assert "Make room" in found["error"]
    assert "the same command again" in found["error"]
    filler.unlink()
    _goes_on(small, before)


@pytest.mark.parametrize("kibibytes", [12, 20, 28, 36, 44, 60, 76, 100])
def test_a_disk_that_fills_up_in_mid_run_loses_nothing(
    small: Any, kibibytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grading, "MOST", 2)
    before = _state(small)
    filler = fill(Path(small.root).parent, kibibytes * 1024)
    found = _grade(small)
    assert found["error"], "there was room for all: the test fills too little"
    assert "Make room" in found["error"] or "error of its disk" in found["error"]
    assert "the same command again" in found["error"]
    assert found["unrecorded"] == {}
    filler.unlink()
    assert sorted({*found["recorded"], FIRST}) == _nothing_lost(small, before)
    _goes_on(small, before)


def test_a_file_that_may_not_grow_is_named(own: Any) -> None:
    before = _state(own)

    def limited() -> Any:
        size = (Path(own.root) / "gradebook.db").stat().st_size // 4
        assert size > 2 * len(tiny.files(Path(own.root) / "autograded")[f"{FIRST}/{tiny.UNIT}/ovens.ipynb"])
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return _grade(own)

    found = in_child(limited)
    assert "error of its disk" in found["error"]
    assert "ulimit -f" in found["error"]
    assert found["recorded"] == []
    _goes_on(own, before)


def test_no_room_for_the_verdict_is_named(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _state(own)
    real, limit = tiny.examine, 16 * 1024

    def examine(unit: Any, folder: Path, student: str, key: bytes, settings: Any) -> Any:
        found = real(unit, folder, student, key, settings)
        event = {"code": "restarted", "sentence": "x" * limit, "detail": "", "cell": None}
        found["verdict"]["events"].append(event)  # type: ignore[arg-type]
        return found

    def limited() -> Any:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        return _grade(own)

    monkeypatch.setattr(tiny, "examine", examine)
    found = in_child(limited)
    monkeypatch.setattr(tiny, "examine", real)
    assert found["recorded"] == []
    assert "files may not be that large" in found["error"]
    _goes_on(own, before)


def test_no_room_to_examine_is_no_students_fault(own: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose disk is full refuses nobody: a refusal would stand in the place of an earlier grade."""
    before = _state(own)
    tiny.hand_in(own, FIRST, RIGHT, "2027-03-01 13:00:00 UTC")
    real = tiny.examine
    with mounted(tmp_path / "full", 1) as full:
        fill(full)

        def examine(unit: Any, folder: Path, student: str, key: bytes, settings: Any) -> Any:
            if student == FIRST:
                (full / "figure.png").write_bytes(bytes(100_000))
            if student == "cy":
                time.sleep(
                    3.0
                )  # the worker goes on with the next: the run has to hear of the fault before that one is done
            return real(unit, folder, student, key, settings)

        monkeypatch.setattr(tiny, "examine", examine)
        found = _grade(own, ["bo", FIRST, "cy"])
    monkeypatch.setattr(tiny, "examine", real)
    assert "no room is left" in found["error"]
    # Who was examined before that is recorded all the same.
    assert found["recorded"] == ["bo"]
    assert _nothing_lost(own, before) == [FIRST, "bo"]


def test_an_examiner_without_room_for_the_courses_files_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_engine()
    table = tmp_path / "table.csv"
    table.write_bytes(bytes(1 << 20))
    unit = unit_of(tiny_master.master(), tiny_master.release(), files={"table.csv": str(table)})
    folder = tiny_master.hand_in(tmp_path / "ada", tiny_master.submitted())
    with mounted(tmp_path / "temporary", 2) as place:
        filler = fill(place, 300_000)
        monkeypatch.setenv("TMPDIR", str(place))  # of the examiner, which is another process
        try:
            with pytest.raises(PlaceError, match="no room is left"):
                examine.examine(unit, folder, "ada", bytes(32), settings())
            filler.unlink()
            found = examine.examine(unit, folder, "ada", bytes(32), settings())
            assert found["verdict"]["points"] == 5
        finally:
            examine.close()


@pytest.mark.parametrize("command", ["nbviva", "nbgrader"])
def test_what_an_instructor_sees_of_a_full_disk(made: Any, tmp_path: Path, command: str) -> None:
    need_engine()
    with mounted(tmp_path / "small", 3) as place:
        course = tiny.copied(made, place / "course")
        (Path(course.root) / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        before = _state(course)
        # Room for the first page, not for everybody.
        fill(place, 40 * 1024)
        home = tmp_path / "home"
        home.mkdir()
        said = (
            run(Path(course.root), "grade", tiny.UNIT, home=home) if command == "nbviva" else _autograde(course, home)
        )
        assert said.returncode == 1, said.stdout + said.stderr
        told = said.stderr + said.stdout
        assert "Traceback" not in told
        assert "the same command again: it goes on with what is left" in told
        (place / "filler").unlink()
        assert FIRST in _nothing_lost(course, before)
        done = run(Path(course.root), "grade", tiny.UNIT, home=home)
        assert done.returncode == 0, done.stdout + done.stderr
        assert {row["score"] for row in tiny.rows(course).values()} == {5}


def _autograde(course: Any, home: Path) -> Any:
    return run(Path(course.root), "autograde", tiny.UNIT, home=home, module="nbgrader")


def test_changes_that_cannot_be_kept_leave_no_half_line(tmp_path: Path) -> None:
    changed = {"ada": [Difference("ovens", "test_warm", "failed", "passed", "It is better now.")]}
    with mounted(tmp_path / "small", 1) as place:
        path = keep(place, "baking", changed)
        before = path.read_bytes()
        filler = fill(place)
        many = {f"s{number}": changed["ada"] * 50 for number in range(50)}
        with pytest.raises(OSError, match="No space left"):
            keep(place, "baking", many)
        assert path.read_bytes() == before
        filler.unlink()
        keep(place, "baking", changed)
        assert len(path.read_text().splitlines()) == 3


# --- nothing may be written


def _closed(root: Path, what: str) -> list[tuple[Path, int]]:
    """Take the right to write; return what there was."""
    places = {
        "the gradebook": [root / "gradebook.db"],
        "the gradebook's folder": [root],
        "autograded": [root / "autograded"],
        "the engine's folder": [root / ".nbviva", root / ".nbviva" / "lock"],
    }[what]
    before = [(place, place.stat().st_mode) for place in places]
    for place in places:
        place.chmod(place.stat().st_mode & ~0o222)
    return before


@pytest.mark.parametrize("what", ["the gradebook", "the gradebook's folder", "autograded", "the engine's folder"])
def test_what_may_not_be_written_is_named_before_anybody_is_examined(own: Any, what: str) -> None:
    before = _state(own)
    root = Path(own.root)
    modes = _closed(root, what)

    def bound() -> Any:
        bound_by_rights()
        return _grade(own)

    found = in_child(bound)
    for place, mode in modes:
        place.chmod(mode)
    assert found["examined"] == []
    assert found["recorded"] == []
    assert "may not" in found["error"]
    assert "`ls -l" in found["error"]
    assert ("gradebook" in found["error"]) == ("gradebook" in what)
    _goes_on(own, before)


def test_a_folder_of_one_student_that_may_not_be_written_costs_this_one(own: Any) -> None:
    before = _state(own)
    theirs = Path(own.root) / "autograded" / "cy"
    theirs.mkdir(mode=0o555)

    def bound() -> Any:
        bound_by_rights()
        return _grade(own)

    found = in_child(bound)
    theirs.chmod(0o755)
    assert list(found["unrecorded"]) == ["cy"]
    assert "Permission denied" in found["unrecorded"]["cy"]
    assert found["recorded"] == ["bo", "di", "ed", "fay"]
    _goes_on(own, before)


def test_a_file_system_that_is_mounted_read_only_is_named(small: Any) -> None:
    before = _state(small)
    place = Path(small.root).parent
    assert os.system(f"mount -o remount,ro {place}") == 0
    found = _grade(small)
    assert os.system(f"mount -o remount,rw {place}") == 0
    assert found["examined"] == []
    assert "may not" in found["error"] or "read-only" in found["error"]
    assert "the same command again" in found["error"]
    _goes_on(small, before)


# --- another program holds the gradebook


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_a_gradebook_that_is_held_for_long_is_named_before_anybody_is_examined(own: Any, how: str) -> None:
    before = _state(own)
    holder = Holder(Path(own.root) / "gradebook.db", how)
    found = _grade(own, gradebook_seconds=0.3)
    holder.release()
    assert found["examined"] == []
    assert "in use by another program" in found["error"]
    assert "Close that program" in found["error"]
    _goes_on(own, before)


def test_a_gradebook_that_is_held_in_mid_run_keeps_what_is_examined(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "MOST", 2)
    before = _state(own)
    real = tiny.examine
    with ExitStack() as stack:
        holders: list[Holder] = []

        def examine(unit: Any, folder: Path, student: str, key: bytes, settings: Any) -> Any:
            if student == "di":
                holders.append(Holder(Path(own.root) / "gradebook.db"))
                stack.callback(holders[0].release)
            return real(unit, folder, student, key, settings)

        monkeypatch.setattr(tiny, "examine", examine)
        found = _grade(own, gradebook_seconds=0.3)
        assert "in use by another program" in found["error"]
        assert "what was examined is kept" in found["error"]
    monkeypatch.setattr(tiny, "examine", real)
    assert FIRST not in found["examined"]
    again = _grade(own)
    # Two were ready: they are not examined again.
    kept = [line for line in again["said"] if "recorded what an ended run had examined" in line]
    assert len(kept) == 2
    assert len(again["examined"]) == len(CLASS) - 1 - len(found["recorded"]) - 2
    assert sorted([*again["skipped"], *again["recorded"]]) == sorted(CLASS)
    assert _nothing_lost(own, before) == sorted(CLASS)


def test_a_gradebook_that_is_held_for_a_moment_is_waited_for(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _state(own)
    holder = Holder(Path(own.root) / "gradebook.db", "BEGIN IMMEDIATE")
    monkeypatch.setattr("nbviva.gradebook._TELL_SECONDS", 0.1)
    said: list[str] = []

    class Log(list):  # type: ignore[type-arg]
        def append(self, line: str) -> None:
            said.append(line)
            if "waiting for it" in line:
                holder.release()

    with ThreadPoolExecutor(1) as thread:
        graded = grade(
            own,
            Autograde(coursedir=own, config=Config({"Viva": {"workers": 1, "gradebook_seconds": 60.0}})),
            tiny.UNIT,
            CLASS,
            force=False,
            create_students=True,
            log=Log().append,
            examine=tiny.examine,
            executor=thread,
        )
    assert "The gradebook is in use by another program; waiting for it, 60 s at most." in said
    assert sorted(graded.recorded) == sorted(set(CLASS) - {FIRST})
    assert _nothing_lost(own, before) == sorted(CLASS)


# --- a place where changes cannot be kept


def test_changes_that_cannot_be_kept_are_for_a_person_to_copy(made: Any, tmp_path: Path) -> None:
    need_engine()
    course = tiny.copied(made, tmp_path / "course")
    root = Path(course.root)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (root / "reports").write_text("a file where a folder should be")
    tiny.hand_in(course, FIRST, RIGHT | {"warm": "def warm(t):\n    return t"})
    done = run(root, "grade", tiny.UNIT, "--student", FIRST)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "test_warm was passed (2 of 2) and is now failed (0 of 2)" in done.stdout
    assert "What changed stands above and nowhere else" in done.stderr
    assert "Traceback" not in done.stderr
    [content] = verdict.read(root / "autograded" / FIRST / tiny.UNIT / "verdict.json")["notebooks"]
    assert content["points"] == 3
