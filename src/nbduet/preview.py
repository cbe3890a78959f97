"""Writes a built notebook again whenever its source or a catalogue changes, for an author or translator at work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from .problems import Refusal

# Editors and JupyterLab write beside the file first; neither of these is what a person edits.
_FOLDERS = {".ipynb_checkpoints", "__pycache__"}
_ENDINGS = (".ipynb", ".po")


def preview(
    folders: Iterable[Path],
    build: Callable[[], None],
    say: Callable[[str], None],
    changes: Iterable[object] | None = None,
) -> None:
    """Call `build` at once and after each change below `folders`, until Ctrl-C; a refusal is said, and the next one tried.

    `changes` stands in for the changes of the file system.
    """
    _tried(build, say)
    try:
        for _ in _watched(folders) if changes is None else changes:
            _tried(build, say)
    except KeyboardInterrupt:
        pass


def _watched(folders: Iterable[Path]) -> Iterator[object]:
    # In a container's shared folder the system tells nothing of changes; watchfiles then looks by itself if asked to
    # with WATCHFILES_FORCE_POLLING=1.
    return watch(*folders, watch_filter=counts, raise_interrupt=True)


def counts(_: Change, path: str) -> bool:
    """Whether a changed file is one that a page is built from."""
    found = Path(path)
    return found.suffix in _ENDINGS and not _FOLDERS.intersection(found.parts) and not found.name.startswith((".", "~"))


def _tried(build: Callable[[], None], say: Callable[[str], None]) -> None:
    try:
        build()
    except Refusal as refusal:
        say(f"{refusal}\nNot built: the page before stays. Waiting for the next change.")
