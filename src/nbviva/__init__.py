"""nbviva: examines submissions to an nbgrader course, in two processes that do not trust each other.

It knows no course. A submission's bytes become cell sources (`nbviva.intake`), and the notebook to run is made from
the master and those sources (`nbviva.rebuild`).

This module is imported wherever any part of the package is, in a student's process too: it must stay as light as this.
"""

from __future__ import annotations

from typing import Any

__all__ = ["install"]


def install(c: Any) -> None:
    """Put the engine behind nbgrader's commands: the last line of a course's nbgrader_config.py.

    `c` is the configuration, as `get_config()` returns it. See `nbviva.nbgrader_door`.
    """
    from .nbgrader_door import install as door

    door(c)
