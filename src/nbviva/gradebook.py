"""One session of nbgrader's gradebook, opened once for a run: no migration, no commit that was not asked for.

nbgrader's own `Gradebook` looks at every table when it is opened and commits at each call; its tables are used here,
its class is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from .place import GO_ON

T = TypeVar("T")

BUSY_SECONDS = 30.0
_TELL_SECONDS = 3.0  # of waiting in silence
_PAUSE_SECONDS = 0.1


class GradebookError(RuntimeError):
    """The gradebook cannot be read or written; the message says why and what to do."""


class GradebookDown(GradebookError):  # noqa: N818  what happened to it
    """It cannot be read or written at all, whoever's rows they are. `busy`: because another program holds it."""

    def __init__(self, message: str, *, busy: bool = False) -> None:
        self.busy = busy
        super().__init__(message)


@contextmanager
def opened(
    db_url: str,
    *,
    writing: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    log: Callable[[str], None] = lambda line: None,
) -> Iterator[Session]:
    """Yield a session; nothing is written unless it is committed. Raises GradebookError if there is no gradebook.

    With `writing`, a transaction in SQLite holds the gradebook alone from its first reading on; to be called through
    `patiently`, which waits for `busy_seconds` until no other program does. Else the session itself waits as long.
    """
    url = make_url(db_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and url.database and not Path(url.database).is_file():
        # SQLite would make an empty one.
        raise GradebookError(
            f"Expected the gradebook {url.database}, found no such file. Run the command in the course's folder, after "
            "`nbgrader generate_assignment`."
        )
    waits = min(_TELL_SECONDS, busy_seconds) if writing else busy_seconds
    engine = create_engine(url, connect_args={"timeout": waits} if is_sqlite else {})
    if is_sqlite and writing:
        _begin_at_once(engine)
    try:
        tables = set(patiently(lambda: inspect(engine).get_table_names(), busy_seconds, log))
        missing = {"assignment", "submitted_notebook", "grade", "comment"} - tables
        if missing:
            raise GradebookError(
                f"{url.render_as_string()}: expected nbgrader's tables, found none named {', '.join(sorted(missing))}. "
                "Back it up, then run `nbgrader db upgrade`."
            )
        with Session(engine, autoflush=False, expire_on_commit=True) as session:
            yield session
    except OperationalError as problem:
        raise explained(problem, busy_seconds) from problem
    finally:
        engine.dispose()


def patiently(
    work: Callable[[], T], seconds: float, log: Callable[[str], None], undo: Callable[[], None] = lambda: None
) -> T:
    """Do it; again, after `undo`, while another program holds the gradebook, for so many seconds; `log` says so once.

    Raises GradebookDown.
    """
    until = time.monotonic() + seconds
    told = False
    while True:
        try:
            return work()
        except OperationalError as problem:
            undo()
            if not _is_busy(problem) or time.monotonic() >= until:
                raise explained(problem, seconds) from problem
            if not told:
                log(f"The gradebook is in use by another program; waiting for it, {seconds:.0f} s at most.")
                told = True
            # SQLite has waited by itself; where it has not, it is because waiting would not have helped at once.
            time.sleep(_PAUSE_SECONDS)


def try_writing_to(session: Session) -> None:
    """Begin to write to the gradebook, and take it back. Raises OperationalError.

    Where the file, or the folder in which SQLite keeps its journal, may not be written, it is said before anybody is
    examined.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    with session.begin() as transaction:
        session.connection().exec_driver_sql("CREATE TABLE nbviva_probe (number INTEGER)")
        transaction.rollback()


def explained(problem: OperationalError, busy_seconds: float = BUSY_SECONDS) -> GradebookDown:
    """What to do about an error of the database."""
    text = _said(problem)
    if _is_busy(problem):
        return GradebookDown(
            f"Expected the gradebook to be free, found it in use by another program for {busy_seconds:.0f} seconds (a "
            "formgrader that saves, another nbgrader command, a database browser). Nothing was changed in it. Close that "
            "program, then run the same command again: what was examined is kept, and it goes on with what is left.",
            busy=True,
        )
    if "readonly" in text or "unable to open" in text:
        return GradebookDown(
            f"Expected to be able to write to the gradebook, found that this user may not ({text}). SQLite writes to the "
            "file and to the folder it lies in. Nothing was changed in it. Let this user write to both (`ls -l` says who "
            f"may), or run this as a user who may. {GO_ON}"
        )
    if "full" in text:
        return GradebookDown(
            f"Expected room for the gradebook, found none ({text}). Nothing was changed in it. Make room on its disk. {GO_ON}"
        )
    if "I/O error" in text:
        return GradebookDown(
            f"Expected to be able to write to the gradebook, found an error of its disk ({text}): no room, a file that may "
            "not grow (`ulimit -f`), a network folder that is gone. Nothing was changed in it. Put that right. "
            f"{GO_ON}"
        )
    return GradebookDown(
        f"The gradebook gave an error: {text}. Nothing was changed. If nbgrader was upgraded recently, back the "
        "gradebook up and run `nbgrader db upgrade`."
    )


def _said(problem: BaseException) -> str:
    """What the database said first: after an error of its disk it has no savepoint to go back to, and says that, too."""
    said = str(getattr(problem, "orig", problem))
    while problem.__context__ is not None:
        problem = problem.__context__
        if isinstance(problem, OperationalError):
            said = str(problem.orig)
    return said


def _is_busy(problem: OperationalError) -> bool:
    # PostgreSQL's two: it has ended our transaction for the sake of another's.
    return any(word in _said(problem) for word in ("locked", "deadlock detected", "could not serialize"))


def _begin_at_once(engine: Engine) -> None:
    """Let a transaction of SQLite hold the gradebook from its first reading, so that nobody writes in between."""

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        # Python's driver would begin by itself, and only before the first writing.
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
