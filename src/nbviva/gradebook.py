"""One session of nbgrader's gradebook, opened once for a run: no migration, no commit that was not asked for.

nbgrader's own `Gradebook` looks at every table when it is opened and commits at each call; its tables are used here,
its class is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

BUSY_SECONDS = 30.0


class GradebookError(RuntimeError):
    """The gradebook cannot be read or written; the message says why and what to do."""


@contextmanager
def opened(db_url: str, *, writing: bool = False, busy_seconds: float = BUSY_SECONDS) -> Iterator[Session]:
    """Yield a session; nothing is written unless it is committed. Raises GradebookError if there is no gradebook.

    With `writing`, a transaction in SQLite waits, for `busy_seconds`, until no other program writes to the gradebook,
    and holds it alone from its first reading on.
    """
    url = make_url(db_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and url.database and not Path(url.database).is_file():
        # SQLite would make an empty one.
        raise GradebookError(
            f"Expected the gradebook {url.database}, found no such file. Run the command in the course's folder, after "
            "`nbgrader generate_assignment`."
        )
    engine = create_engine(url, connect_args={"timeout": busy_seconds} if is_sqlite else {})
    if is_sqlite and writing:
        _begin_at_once(engine)
    try:
        missing = {"assignment", "submitted_notebook", "grade", "comment"} - set(inspect(engine).get_table_names())
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


def explained(problem: OperationalError, busy_seconds: float = BUSY_SECONDS) -> GradebookError:
    """What to do about an error of the database."""
    text = str(problem.orig)
    if "locked" in text:
        return GradebookError(
            f"The gradebook was in use by another program for {busy_seconds:.0f} seconds (a formgrader that saves, "
            "another nbgrader command, a database browser). Nothing was changed. Close it and run this again."
        )
    if "readonly" in text:
        return GradebookError("The gradebook may not be written to by this user. Nothing was changed.")
    return GradebookError(
        f"The gradebook gave an error: {text}. Nothing was changed. If nbgrader was upgraded recently, back the "
        "gradebook up and run `nbgrader db upgrade`."
    )


def _begin_at_once(engine: Engine) -> None:
    """Let a transaction of SQLite hold the gradebook from its first reading, so that nobody writes in between."""

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        # Python's driver would begin by itself, and only before the first writing.
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
