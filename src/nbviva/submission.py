"""What intake hands on: the sources of a submission's cells and what the rebuild needs beside them, and the limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .outcomes import Outcome

CellType = Literal["code", "markdown", "raw"]


@dataclass(frozen=True)
class IntakeLimits:
    """How much of a submission is looked at. Honest notebooks stay far below every one of these."""

    # the notebook as a file, outputs included; read only if its size says so before it is opened
    notebook_bytes: int = 20_000_000
    # names in the submission's folder; those after are not looked at
    folder_entries: int = 1_000
    # other notebooks that are read when the expected one is not there
    candidate_notebooks: int = 5
    # lists and objects within one another
    json_levels: int = 100
    # lists and objects in all: each needs some 60 to 230 bytes of memory, however short its text
    json_containers: int = 500_000
    # cells of one notebook
    cells: int = 2_000
    # characters of one cell's source: as many as one message to a student's process carries
    source_characters: int = 262_144
    # characters of all sources together
    sources_characters: int = 4_000_000
    # one picture attached to a written answer, decoded
    attachment_bytes: int = 5_000_000
    # all pictures attached to one notebook, decoded
    attachments_bytes: int = 15_000_000
    # outcomes kept as notes; one more counts the rest
    notes: int = 200
    # a file under several names may be someone else's; some backups and file systems make such files of honest ones
    hard_links: bool = False


@dataclass(frozen=True)
class Attachment:
    """A picture in a written answer: its magic number agrees with its type, its base64 text is canonical."""

    name: str
    mime: str
    base64: str


@dataclass(frozen=True)
class Marks:
    """What a submitted cell says of itself in `metadata.nbgrader`: only ever compared with the master's."""

    grade: object = None
    solution: object = None
    locked: object = None
    task: object = None
    points: object = None
    schema_version: object = None


@dataclass(frozen=True)
class SourceCell:
    """One cell of a submission: its source, and how it may be recognised."""

    # position in the submitted notebook, from 0; cells that were not taken leave a gap
    index: int
    cell_type: CellType
    source: str
    grade_id: str | None = None
    # nbformat's cell id
    cell_id: str | None = None
    # None where the cell has no metadata of nbgrader
    marks: Marks | None = None
    tags: tuple[str, ...] = ()
    # pictures of a cell with a grade_id, which may be a written answer
    attachments: tuple[Attachment, ...] = ()
    # attachments of any other cell: counted, not taken
    attachments_left: int = 0


@dataclass(frozen=True)
class Submission:
    """A submitted notebook, taken in."""

    # the file that was read, escaped
    file: str
    # hex digest of its bytes
    sha256: str
    sources: tuple[SourceCell, ...]
    # the kernel that it names; nothing depends on it
    kernel: str | None = None
    notes: tuple[Outcome, ...] = field(default=())


@dataclass(frozen=True)
class Refusal:
    """A submission of which nothing could be taken: why, and what else was seen."""

    outcome: Outcome
    # hex digest of the notebook's bytes, where it could be read
    sha256: str | None = None
    notes: tuple[Outcome, ...] = ()
