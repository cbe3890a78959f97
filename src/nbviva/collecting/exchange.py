"""Collects from nbgrader's exchange, with nbgrader's own collector and one look before it: nothing that is a link.

nbgrader copies a student's folder as it is (`shutil.copytree` follows links), and students write to the exchange under
their own names: a link there would bring into the course any file that the instructor may read, someone else's
submission among them. Folders that hold a link or a device are left and named; the others are nbgrader's business.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from ..outcomes import shown
from .collect import Collected
from .said import Line, State, line
from .sources import SourceError


def collect_exchange(app: Any, unit: str, *, dry_run: bool) -> Collected:
    """Collect the newest submission of each student that is newer than what is there. Raises SourceError."""
    from nbgrader.auth import Authenticator
    from nbgrader.exchange import ExchangeError, ExchangeFactory

    authenticator = Authenticator(parent=app)
    collector = ExchangeFactory(parent=app).Collect(coursedir=app.coursedir, authenticator=authenticator, parent=app)
    if not hasattr(type(collector), "_sort_by_timestamp"):
        raise SourceError(
            f"This course collects with {type(collector).__name__}, not with nbgrader's exchange of folders. Use "
            f"`nbgrader collect {unit}`."
        )
    app.coursedir.assignment_id = unit
    collector.update = True
    try:
        collector.set_timestamp()
        collector.init_src()
        collector.init_dest()
        done = Collected()
        good = []
        for record in sorted(collector.src_records, key=lambda record: str(record["username"])):
            bad = _links(Path(collector.inbound_path, record["filename"]))
            done.lines += bad
            if not bad:
                good.append(record)
                done.lines.append(_outcome(app, unit, record))
        collector.src_records = good
        if not dry_run:
            collector.copy_files()
    except ExchangeError as problem:
        raise SourceError(f"nbgrader's exchange: {problem}") from problem
    except (OSError, RuntimeError) as problem:
        raise SourceError(f"nbgrader's collector stopped: {problem}") from problem
    counts = {state: sum(one.state is state for one in done.lines) for state in State}
    said = ", ".join(f"{number} {state.value}" for state, number in counts.items() if number) or "nothing found"
    written = " Nothing was written (--dry-run)." if dry_run else ""
    done.texts.append(f"{unit} from nbgrader's exchange in {collector.inbound_path}: {said}.{written}")
    for one in done.lines:
        done.texts.append(f"  {shown(one.student)}  {one.state.value}  {one.time}  {one.why}".rstrip())
    return done


def _outcome(app: Any, unit: str, record: Any) -> Line:
    """What nbgrader's collector will do with one record when it is told to update."""
    place = app.coursedir.format_path(app.coursedir.submitted_directory, record["username"], unit)
    moment = record["timestamp"]
    state = State.COLLECTED
    if Path(place).is_dir():
        there = app.coursedir.get_existing_timestamp(place)
        state = State.REPLACED if there is None or moment > there else State.SAME
    return Line(record["filename"], state, record["username"], unit, "exchange", time=f"{moment:%Y-%m-%d %H:%M:%S} UTC")


def _links(folder: Path) -> list[Line]:
    """What in a student's folder is neither file nor folder."""
    student = folder.name.split("+")[0]
    found = []
    entries = [folder, *(Path(where, name) for where, names, files in os.walk(folder) for name in (*names, *files))]
    for path in entries:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            found.append(line("link", str(path.relative_to(folder.parent)), of=student))
        elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            found.append(line("special_file", str(path.relative_to(folder.parent)), of=student))
    return found
