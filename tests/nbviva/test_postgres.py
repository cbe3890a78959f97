"""The gradebook in PostgreSQL, on a real server: the same rows as in SQLite, a lock named, a killed run finished."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import oven_course as tiny
import pytest
from engine import need_engine
from nbgrader.coursedir import CourseDirectory
from test_cli import run
from tiny_master import ANSWERS

pytest.importorskip("psycopg")
pytestmark = pytest.mark.slow

CONFIG = """
import nbviva
c = get_config()
c.CourseDirectory.course_id = "ovens"
c.CourseDirectory.db_url = {url!r}
nbviva.install(c)
"""


def programs() -> Path | None:
    """Where the server's programs lie."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")), *filter(None, [shutil.which("initdb")])]
    return Path(found[-1]).parent if found else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of our own in a new folder, on a UNIX socket, without any network; its URL."""
    place = programs()
    if place is None:
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    as_user: list[str] = []
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        folder = Path(name)
        if os.geteuid() == 0:  # the server refuses to run as root
            try:
                owner = pwd.getpwnam("postgres")
            except KeyError:
                pytest.skip("running as root, and there is no user postgres to run the server")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            as_user = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]

        def do(*words: str) -> None:
            subprocess.run([*as_user, *words], check=True, capture_output=True, cwd=folder, timeout=120)

        data, log = folder / "data", folder / "log"
        do(str(place / "initdb"), "-D", str(data), "-A", "trust", "-U", "teacher", "--no-sync")
        control = [str(place / "pg_ctl"), "-D", str(data), "-w", "-l", str(log)]
        do(*control, "-o", f"-c listen_addresses='' -c unix_socket_directories={folder}", "start")
        try:
            yield f"postgresql+psycopg://teacher@/postgres?host={folder}"
        finally:
            do(*control, "-m", "immediate", "stop")


@pytest.fixture
def course(server: str, tmp_path: Path) -> CourseDirectory:
    """A released course whose gradebook is a database of its own, with three submissions."""
    import sqlalchemy

    need_engine()
    name = f"book_{os.urandom(4).hex()}"
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    url = server.replace("/postgres?", f"/{name}?")
    root = tmp_path / "course"
    root.mkdir()
    made = tiny.make(root)  # its SQLite gradebook stays there for comparison
    (root / "nbgrader_config.py").write_text(CONFIG.format(url=url), encoding="utf-8")
    tiny.hand_in(made, "ada", ANSWERS)
    tiny.hand_in(made, "bob", {})
    tiny.hand_in(made, "eve", ANSWERS)
    (root / "submitted" / "eve" / tiny.UNIT / "ovens.ipynb").write_text("{")
    both = CourseDirectory(root=str(root), course_id="ovens", db_url=url)
    release = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", tiny.UNIT, "--force"],
        cwd=root,
        env=os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert release.returncode == 0, release.stderr
    return both


def graded_in_sqlite(course: CourseDirectory) -> Any:
    other = CourseDirectory(root=course.root, course_id="ovens")
    done = run(Path(course.root), "grade", tiny.UNIT, "--force", f"--CourseDirectory.db_url={other.db_url}")
    assert done.returncode == 3, done.stderr
    return tiny.rows(other)


def test_rows_are_those_of_sqlite(course: CourseDirectory) -> None:
    done = run(Path(course.root), "grade", tiny.UNIT)
    assert done.returncode == 3, done.stderr  # eve's needs a person
    rows = tiny.rows(course)
    assert {student: row["score"] for student, row in rows.items()} == {"ada": 5, "bob": 0, "eve": 0}
    assert rows == graded_in_sqlite(course)


def test_manual_scores_survive_and_a_locked_table_is_waited_for(course: CourseDirectory) -> None:
    root = Path(course.root)
    run(root, "grade", tiny.UNIT)
    with tiny.gradebook(course) as book:
        book.find_grade("plan", "ovens", tiny.UNIT, "ada").manual_score = 1
        book.db.commit()
    done = run(root, "grade", tiny.UNIT, "--force")
    assert done.returncode == 3, done.stderr
    assert tiny.rows(course)["ada"]["notebooks"]["ovens"]["grades"]["plan"][1] == 1


def test_a_killed_run_is_finished_by_the_next(course: CourseDirectory) -> None:
    root = Path(course.root)
    command = [sys.executable, "-m", "nbviva.cli", "grade", tiny.UNIT, "--workers", "1"]
    environment = os.environ | {"JUPYTER_NO_CONFIG": "1", "IPYTHONDIR": str(root / ".ipython"), "HOME": str(root)}
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(signal.SIGKILL)
    done = run(root, "grade", tiny.UNIT)
    assert done.returncode == 3, done.stderr
    assert tiny.rows(course) == graded_in_sqlite(course)


def test_a_server_that_is_gone_is_named(course: CourseDirectory) -> None:
    gone = course.db_url.replace("?host=/tmp/pg-", "?host=/tmp/gone-")
    done = run(Path(course.root), "grade", tiny.UNIT, f"--CourseDirectory.db_url={gone}")
    assert done.returncode == 1
    assert "gradebook" in done.stderr
    assert "Traceback" not in done.stderr
