"""What is recorded together (`nbviva.record`), and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .collected import Collected
from .gradebook import GradebookDown
from .place import PlaceError
from .verdict import Difference, Examined


@dataclass(frozen=True)
class Handed:
    """The notebooks of one submission, examined, and when it was handed in."""

    student: str
    examined: Sequence[Examined]
    when: Collected


@dataclass
class Recorded:
    """What became of a batch. Submissions that stand nowhere are as they were before it."""

    # by student: what is graded otherwise than before
    done: dict[str, list[Difference]] = field(default_factory=dict)
    failed: dict[str, Exception] = field(default_factory=dict)
    # nobody else can be recorded, either
    fault: PlaceError | GradebookDown | None = None
