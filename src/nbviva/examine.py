"""`examine`: one submission's folder, unit and settings in; its autograded notebook and verdict out. It records nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbviva.engines import engines
from nbviva.unit import Unit
from nbviva.verdict import Examined


def examine(unit: Unit, folder: Path, student: str, key: bytes, settings: Mapping[str, Any]) -> Examined:
    """Examine the submission in `folder`: {"notebook": ..., "verdict": ...}, see docs/verdict.md.

    `settings`: from `nbviva.settings.Viva.for_assignment`. Raises SandboxError where no sandbox can be made or trusted,
    PlaceError where this machine has no room to examine, ExaminerLost where the examiner broke down each time.
    """
    return engines().examine(unit, folder, student, key, settings)


def close() -> None:
    """End the examiner of this program's own threads, if it has one."""
    engines().close()
