"""An examiner process that is ended, in whatever moment, ends neither the run nor another's examination."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from engine import ANSWERS, KEY, hand_in, need_engine, settings, submitted, tiny_unit, unit_of
from oven_course import hand_in as hand_in_to
from oven_course import make, rows
from test_killed import family
from tiny_master import cell, master, release

from nbviva import pipes
from nbviva.ahead import Ahead, Whereabouts
from nbviva.engines import END_SECONDS, pool
from nbviva.examine import examine
from nbviva.examiner import Examiner
from nbviva.grading import grade
from nbviva.grading import submitted as submissions
from nbviva.worker import Answer, work

SLOW = "import time\ntime.sleep(1.5)\ndef warm(t):\n    return t + 1"


def command(number: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    return ""


def examiners() -> list[int]:
    """Examiner processes of this program, without their forks."""
    mine = [child for child in family(os.getpid())[1:] if "nbviva.examiner" in command(child)]
    return [child for child in mine if Path(f"/proc/{child}/stat").read_text().split()[3] == str(os.getpid())]


def until(found: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def in_mid_examination() -> bool:
    """An examiner has a fork of its own: it examines a submission."""
    return any("nbviva.examiner" in command(child) for one in examiners() for child in family(one)[1:])


def test_what_was_written_in_part_by_a_process_that_was_killed_is_no_message() -> None:
    reading, writing = os.pipe()
    half = "import os, sys, time; os.write(int(sys.argv[1]), (1 << 20).to_bytes(8, 'little') + b'{'); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", half, str(writing)], pass_fds=[writing]) as process:
        os.close(writing)
        threading.Timer(0.5, process.kill).start()
        with pytest.raises(pipes.Gone):
            pipes.receive(reading)
    os.close(reading)


def test_an_examiner_that_is_killed_once_costs_nothing(tmp_path: Path) -> None:
    need_engine()
    course = make(tmp_path / "course")
    hand_in_to(course, "ada", ANSWERS | {"warm": SLOW})
    hand_in_to(course, "bob", ANSWERS)
    killed: list[int] = []

    def kill() -> None:
        until(in_mid_examination)
        killed.extend(examiners()[:1])
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    from nbgrader.converters import Autograde
    from traitlets.config import Config

    converter = Autograde(coursedir=course, config=Config({"Viva": {"workers": 1}}))
    students = [student for _, student in submissions(course, "baking")]
    graded = grade(course, converter, "baking", students, force=False, create_students=True, log=lambda line: None)
    killer.join()
    assert killed
    assert graded.internal == {}
    assert {name: row["score"] for name, row in rows(course).items()} == {"ada": 5, "bob": 5}


def test_an_error_ends_examinations_in_the_middle_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_engine()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    unit, chosen = tiny_unit(), settings(cell_seconds=30.0)
    notebook = submitted()
    cell(notebook, "warm")["source"] = SLOW.replace("1.5", "25")
    folder = hand_in(tmp_path / "ada", notebook)
    running: list[Future[Answer]] = []
    began = 0.0
    with pytest.raises(KeyboardInterrupt), pool(3) as executor:
        idle = hand_in(tmp_path / "bob", submitted())
        executor.submit(work, examine, unit.to_json(), str(idle), "bob", KEY, chosen).result()  # and then it is idle
        running += [executor.submit(work, examine, unit.to_json(), str(folder), "ada", KEY, chosen) for _ in range(2)]
        until(lambda: len(examiners()) >= 2 and sum(future.running() for future in running) == 2)
        time.sleep(1.0)  # in the middle of it
        began = time.monotonic()
        raise KeyboardInterrupt
    assert time.monotonic() - began < 8.0
    assert examiners() == []
    assert list(temporary.iterdir()) == []
    assert all(future.result().examiner_gone for future in running[:2])


def test_an_error_while_an_examiner_tries_the_tests_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_engine()
    temporary, trying = tmp_path / "temporary", tmp_path / "trying"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    solved, handed_out = master(), release()
    for notebook in (solved, handed_out):
        # In the sandbox there is no such folder; the examiner comes to its end here, if nothing ends it before.
        cell(notebook, "setup")["source"] += f"\nopen({str(trying)!r}, 'w').close()\nimport time\ntime.sleep(2)"
    unit, chosen = unit_of(solved, handed_out), settings()
    folder = hand_in(tmp_path / "ada", submitted())
    began = 0.0
    with pytest.raises(KeyboardInterrupt), pool(1) as executor:
        executor.submit(work, examine, unit.to_json(), str(folder), "ada", KEY, chosen)
        until(trying.exists)
        began = time.monotonic()
        raise KeyboardInterrupt
    assert time.monotonic() - began < END_SECONDS
    assert examiners() == []
    assert list(temporary.iterdir()) == []


def test_a_fork_that_waits_holds_nothing_of_its_parents(tmp_path: Path) -> None:
    need_engine()
    its = Examiner(tiny_unit().to_json(), settings())
    reading, writing = os.pipe()
    try:
        its.examined(str(hand_in(tmp_path / "ada", submitted())), "ada", KEY.hex())
        os.close(writing)
        assert os.read(reading, 1) == b""  # the fork that stands ready was made in between
    finally:
        os.close(reading)
        its.close()


def test_a_fork_that_will_not_leave_costs_the_next_submission_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_engine()
    monkeypatch.setattr("nbviva.examiner.LEAVING_SECONDS", 0.0)
    notebook = submitted()
    cell(notebook, "warm")["source"] = SLOW.replace("1.5", "0.7")
    folder = str(hand_in(tmp_path / "ada", notebook))
    its = Examiner(tiny_unit().to_json(), settings())
    try:
        found = [its.examine(folder, "ada", KEY.hex())["verdict"] for _ in range(3)]
    finally:
        its.close()
    assert [(verdict["points"], verdict["sandbox"]["start"]) for verdict in found] == [(5.0, "warm")] * 3


def test_a_cell_that_hangs_is_found_by_its_own_time() -> None:
    def work(place: Path, asked: int, answering: int, whereabouts: Whereabouts) -> None:
        whereabouts.at("has long", 60.0)
        time.sleep(0.3)
        whereabouts.at("hangs", 0.2)
        time.sleep(60)

    fork = Ahead({}, work)
    began = time.monotonic()
    fork.ask({}, 60.0)
    with pytest.raises(pipes.Gone) as gone:
        fork.answer(0.3)
    assert (gone.value.late, fork.cell) == (True, "hangs")
    assert time.monotonic() - began < 10.0
    assert not fork.end()


def test_a_fork_that_cannot_be_made_or_is_ended_twice_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = sorted(Path("/proc/self/fd").iterdir())
    fork = Ahead({}, lambda place, asked, answering, whereabouts: None)
    assert fork.end(20.0)
    assert fork.end()

    def refuse() -> int:
        raise OSError(12, "no memory")

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(OSError, match="no memory"):
        Ahead({}, lambda place, asked, answering, whereabouts: None)
    with pytest.raises(OSError, match="nowhere"):
        Ahead({"data.csv": "/nowhere/data.csv"}, lambda place, asked, answering, whereabouts: None)
    assert sorted(Path("/proc/self/fd").iterdir()) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("warm", SLOW),
        ("cool", "import time\ndef cool(t):\n    time.sleep(0.3)\n    return -1 + t"),
    ],
)
def test_a_students_process_that_is_killed_once_from_outside_costs_nothing(
    name: str, source: str, tmp_path: Path
) -> None:
    need_engine()
    notebook = submitted()
    cell(notebook, name)["source"] = source
    its = Examiner(tiny_unit().to_json(), settings())
    assert its.beginning._warm is not None
    _, box = its.beginning._warm.descriptors()
    killer = threading.Timer(0.5, signal.pidfd_send_signal, (box, signal.SIGKILL))
    killer.start()
    try:
        found = its.examine(str(hand_in(tmp_path / "ada", notebook)), "ada", KEY.hex())["verdict"]
        assert not killer.is_alive()
    finally:
        killer.cancel()
        its.close()
    assert (found["points"], found["events"]) == (5.0, [])
    assert found["sandbox"]["start"] == "cold"  # the other one died with it


def test_one_that_ends_itself_each_time_is_no_accident(tmp_path: Path) -> None:
    need_engine()
    notebook = submitted()
    cell(notebook, "cool")["source"] = "def cool(t):\n    import os\n    os.kill(os.getpid(), 9)"
    its = Examiner(tiny_unit().to_json(), settings())
    try:
        found = its.examine(str(hand_in(tmp_path / "ada", notebook)), "ada", KEY.hex())["verdict"]
    finally:
        its.close()
    reasons = {one["name"]: one["reason"]["code"] for one in found["cells"] if one["reason"]}
    assert (found["points"], reasons) == (2.0, {"test_cool": "crashed", "loop": "crashed"})
