"""Where the report links to: the page on which a course explains the ids of its mistakes (`c.Viva.mistakes_page`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import quote


def explained(pages: Mapping[str, str], assignment: str, course: Path, report: Path) -> Callable[[str], str | None]:
    """A function from a mistake's id to the address of what explains it, as seen from the file `report`.

    It gives None where the course names no page for the assignment, or one that is not there.
    """
    page = next((page for pattern, page in pages.items() if fnmatchcase(assignment, pattern)), None)
    if page is None:
        return lambda mistake: None
    if page.startswith(("http://", "https://")):
        return lambda mistake: page.replace("{id}", quote(mistake, safe=""))
    path, mark, anchor = page.partition("#")

    def local(mistake: str) -> str | None:
        target = course / path.replace("{id}", mistake.replace("/", "").replace(os.sep, ""))
        if not target.is_file():
            return None
        seen = Path(os.path.relpath(target.resolve(), report.parent.resolve())).as_posix()
        return quote(seen) + mark + anchor.replace("{id}", quote(mistake, safe=""))

    return local
