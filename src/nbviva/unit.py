"""One notebook of an assignment as the engine needs it: the master, what was handed out, roles, names and checksums.

The master is the released notebook with what stock nbgrader trusts: sources of locked cells (hidden tests among them),
points and checksums come from the gradebook. The source notebook is read only for the names that solutions give.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .editions import Edition, edition_of, in_words_of, made_from, strange
from .names import names
from .roles import Role, grader_data, key_of, roles

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from .submission import SourceCell

SHOWN_NAMES = 5


class UnitError(RuntimeError):
    """An assignment cannot be graded as it stands; the message says what was expected, found, and what to run."""


@dataclass(frozen=True)
class Unit:
    """One notebook of an assignment. Plain data: `to_json` and `from_json` carry it to another process."""

    assignment: str
    # without .ipynb
    notebook: str
    # nbformat 4 as plain data, without outputs
    master: dict[str, Any]
    # by key_of(cell): the source handed out
    released: dict[str, str]
    # by key, in the notebook's order
    roles: dict[str, Role]
    # by key: names that an answer or plain cell gives, sorted
    given: dict[str, list[str]]
    # by grade_id: nbgrader's checksum in the gradebook, by which it knows an untouched written answer
    checksums: dict[str, str]
    # other files of the assignment: name relative to its folder -> path on this machine
    files: dict[str, str]
    master_sha256: str
    # languages of what was handed out, the leading one first; empty where the release does not say
    languages: list[str] = field(default_factory=list)
    # the same assignment handed out in other words: {"released": by key, "languages": [...]} each
    editions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def grade_ids(self) -> frozenset[str]:
        """Of the master's cells."""
        found = (grader_data(cell).get("grade_id") for cell in self.master["cells"])
        return frozenset(str(name) for name in found if name)

    def handed_out_as(self, sources: Iterable[SourceCell]) -> Self:
        """The unit in the words of the edition that a submission was made from; points, tests and roles are the same."""
        if not self.editions:
            return self
        own = Edition(self.released, tuple(self.languages))
        others = [Edition(one["released"], tuple(one["languages"])) for one in self.editions]
        found = made_from([own, *others], sources)
        if found is own:
            return self
        master = in_words_of(found, self.master)
        return replace(self, master=master, released=found.released, languages=list(found.languages))

    def to_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The unit that `to_json` was made from. Raises TypeError for other fields."""
        return cls(**data)


def load_unit(
    coursedir: Any,
    assignment: str,
    other_releases: Sequence[str] = (),
    languages_at: str = "nbduet.languages",
    busy_seconds: float | None = None,
) -> list[Unit]:
    """Return the units of an assignment, by the names of their notebooks. `coursedir` is nbgrader's CourseDirectory.

    `other_releases`: patterns of folders, seen from the course's, that hold it in other words; `languages_at`: where the
    metadata of a released notebook lists its languages; `busy_seconds`: how long to wait for a gradebook in use. Raises
    UnitError if gradebook or release do not have it, or disagree in their cells, and GradebookError.
    """
    from .gradebook import BUSY_SECONDS, opened

    with opened(coursedir.db_url, busy_seconds=BUSY_SECONDS if busy_seconds is None else busy_seconds) as session:
        rows = _rows(session, assignment)
    release = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    command = f"Run `nbgrader generate_assignment {assignment} --force`"
    if not release.is_dir():
        raise UnitError(f"Expected the released assignment in {release}, found no such folder. {command}.")
    files = _files(source, coursedir.ignore)
    units = []
    for name, known in sorted(rows.items()):
        path = release / f"{name}.ipynb"
        if not path.is_file():
            raise UnitError(f"The gradebook has a notebook {name}; expected it in {path}, found none. {command}.")
        released = _read(path)
        unit = _unit(assignment, name, released, known, source / f"{name}.ipynb", files, path, command)
        folders = [folder for pattern in other_releases for folder in sorted(Path(coursedir.root).glob(pattern))]
        others = [folder / assignment / f"{name}.ipynb" for folder in folders if folder != release.parent]
        editions = _editions(released, [other for other in others if other.is_file()], languages_at)
        units.append(_with_editions(unit, edition_of(released, languages_at), editions))
    return units


@dataclass(frozen=True)
class _Row:
    """What the gradebook knows of one cell."""

    cell_type: str
    locked: bool
    source: str
    checksum: str | None
    grade: bool
    solution: bool
    task: bool
    points: float | None


@dataclass(frozen=True)
class _Known:
    kernelspec: dict[str, Any]
    cells: dict[str, _Row]


def _rows(session: Session, assignment: str) -> dict[str, _Known]:
    """What the gradebook knows of each notebook. Raises UnitError if it has no such assignment or no notebook in it."""
    from nbgrader import api
    from sqlalchemy import select

    command = f"Run `nbgrader generate_assignment {assignment} --force`"
    found = session.execute(select(api.Assignment.id).where(api.Assignment.name == assignment)).scalar()
    if found is None:
        there = ", ".join(session.execute(select(api.Assignment.name).order_by(api.Assignment.name)).scalars())
        raise UnitError(
            f"Expected the assignment {assignment!r} in the gradebook, found {there or 'no assignment at all'}. {command}."
        )
    known: dict[str, _Known] = {}
    table = api.Notebook.__table__
    chosen = select(table.c.id, table.c.name, table.c.kernelspec).where(table.c.assignment_id == found)
    for identity, name, kernelspec in session.execute(chosen).all():
        source, base = api.SourceCell.__table__, api.BaseCell.__table__
        cells = select(source).where(source.c.notebook_id == identity)
        kinds = session.execute(select(base.c.id, base.c.name, base.c.type).where(base.c.notebook_id == identity)).all()
        points: dict[str, float] = {}
        for mixed in (api.GradeCell.__table__, api.TaskCell.__table__):
            worth = select(mixed.c.id, mixed.c.max_score).where(mixed.c.id.in_([kind.id for kind in kinds]))
            points |= {row.id: row.max_score for row in session.execute(worth)}
        of: dict[str, set[str]] = {}
        worth_of: dict[str, float] = {}
        for kind in kinds:
            of.setdefault(kind.name, set()).add(kind.type)
            if kind.id in points:
                worth_of[kind.name] = float(points[kind.id])
        known[name] = _Known(
            json.loads(kernelspec) if kernelspec else {},
            {
                row.name: _Row(
                    cell_type=row.cell_type,
                    locked=bool(row.locked),
                    source=row.source or "",
                    checksum=row.checksum,
                    grade="GradeCell" in of.get(row.name, ()),
                    solution="SolutionCell" in of.get(row.name, ()),
                    task="TaskCell" in of.get(row.name, ()),
                    points=worth_of.get(row.name),
                )
                for row in session.execute(cells)
            },
        )
    if not known:
        raise UnitError(f"The gradebook has the assignment {assignment!r} without a notebook. {command}.")
    return known


def _unit(
    assignment: str,
    name: str,
    release: dict[str, Any],
    known: _Known,
    source: Path,
    files: dict[str, str],
    path: Path,
    command: str,
) -> Unit:
    _agree(release, known.cells, path, command)
    released = {key_of(cell, index): str(cell["source"]) for index, cell in enumerate(release["cells"])}
    master = copy.deepcopy(release)
    if known.kernelspec:
        master["metadata"]["kernelspec"] = known.kernelspec
    for cell in master["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        row = known.cells.get(str(grader_data(cell).get("grade_id") or ""))
        if row is not None:
            # Like nbgrader's OverwriteCells: these three are the gradebook's.
            cell["metadata"]["nbgrader"] |= {"checksum": row.checksum, "locked": row.locked}
            if row.points is not None:
                cell["metadata"]["nbgrader"]["points"] = row.points
            if row.locked:
                cell["source"] = row.source
    solved = _solved(master, source)
    try:
        found = roles(solved)
    except ValueError as problem:
        raise UnitError(f"{path}: {problem}. Put the source notebook right. {command}.") from None
    text = json.dumps(master, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Unit(
        assignment=assignment,
        notebook=name,
        master=master,
        released=released,
        roles=found,
        given=_given(solved, found),
        checksums={key: row.checksum for key, row in known.cells.items() if row.checksum is not None},
        files=files,
        master_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _editions(release: dict[str, Any], paths: Iterable[Path], languages_at: str) -> list[Edition]:
    """The editions in other releases. Raises UnitError for one that was not made from the same source."""
    found = []
    for path in paths:
        other = _read(path)
        if wrong := strange(release, other):
            raise UnitError(
                f"{path}: expected the cells of the release in other words, found {wrong}. The two were not made from the "
                "same source: make this one again, or take its folder away."
            )
        found.append(edition_of(other, languages_at))
    return found


def _with_editions(unit: Unit, own: Edition, editions: list[Edition]) -> Unit:
    plain = [{"released": each.released, "languages": list(each.languages)} for each in editions]
    if not plain:
        return replace(unit, languages=list(own.languages))
    said = json.dumps([unit.master_sha256, plain], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(unit, languages=list(own.languages), editions=plain, master_sha256=digest)


def _agree(release: Mapping[str, Any], rows: Mapping[str, _Row], path: Path, command: str) -> None:
    """Raise UnitError unless the released notebook has the cells of the gradebook, and as the same kinds of cells."""
    said: dict[str, str] = {}
    for cell in release["cells"]:
        data = grader_data(cell)
        flags = [flag for flag in ("grade", "solution", "task") if data.get(flag)]
        if flags or data.get("locked"):
            said[str(data.get("grade_id"))] = " ".join([cell["cell_type"], *flags])
    recorded = {
        name: " ".join([row.cell_type, *(flag for flag in ("grade", "solution", "task") if getattr(row, flag))])
        for name, row in rows.items()
    }
    if said == recorded:
        return
    different = sorted(name for name in said.keys() & recorded.keys() if said[name] != recorded[name])
    wrong = [
        f"only in the release: {_few(said.keys() - recorded.keys())}" if said.keys() - recorded.keys() else "",
        f"only in the gradebook: {_few(recorded.keys() - said.keys())}" if recorded.keys() - said.keys() else "",
        "of another kind: " + "; ".join(f"{name} ({said[name]} / {recorded[name]})" for name in different[:SHOWN_NAMES])
        if different
        else "",
    ]
    raise UnitError(
        f"{path}: expected the cells that the gradebook knows, found others ({'; '.join(filter(None, wrong))}). "
        f"The two were not made together. {command} --force."
    )


def _few(found: Iterable[str]) -> str:
    names_ = sorted(found)
    more = f" and {len(names_) - SHOWN_NAMES} more" if len(names_) > SHOWN_NAMES else ""
    return ", ".join(names_[:SHOWN_NAMES]) + more


def _solved(master: dict[str, Any], source: Path) -> dict[str, Any]:
    """The master with the solutions of the source notebook, where there is one: solutions give names, stubs may not."""
    if not source.is_file():
        return master
    solutions = {
        str(grader_data(cell)["grade_id"]): cell
        for cell in _read(source)["cells"]
        if grader_data(cell).get("solution") and grader_data(cell).get("grade_id")
    }
    solved = copy.deepcopy(master)
    for cell in solved["cells"]:
        solution = solutions.get(str(grader_data(cell).get("grade_id")))
        if grader_data(cell).get("solution") and solution is not None and solution["cell_type"] == cell["cell_type"]:
            cell["source"] = solution["source"]
    return solved


def _given(solved: Mapping[str, Any], found: Mapping[str, Role]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for (key, role), cell in zip(found.items(), solved["cells"], strict=True):
        if role in ("answer", "plain") and cell["cell_type"] == "code":
            read = names(cell["source"])
            given[key] = sorted(read.given) if read else []
    return given


def _read(path: Path) -> dict[str, Any]:
    """A notebook of the course as plain data. Raises UnitError if it is none."""
    from nbformat import v4

    try:
        text = path.read_text(encoding="utf-8")
        major = json.loads(text).get("nbformat")
        if major != 4:
            raise UnitError(f"{path}: expected a notebook of format 4, found {major}. Open and save it in JupyterLab.")
        # Not nbformat.read, which makes up random ids for cells that have none.
        plain: dict[str, Any] = json.loads(json.dumps(v4.reads(text)))  # type: ignore[no-untyped-call]
        plain["cells"] = list(plain["cells"])
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as problem:
        raise UnitError(f"{path}: expected a notebook, found something else ({problem}).") from None
    return plain


def _files(source: Path, ignore: list[str]) -> dict[str, str]:
    from nbgrader.utils import find_all_files

    found = find_all_files(str(source), [*ignore, "*.ipynb"])
    return {str(Path(path).relative_to(source)): path for path in sorted(found)}
