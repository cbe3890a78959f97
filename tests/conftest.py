"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_course import TinyCourse

# The longest file comes first, then those that start whole programs, and the many quick ones last: else one worker ends
# long after the others.
_LONGEST = "test_differential.py"
_ORDER = ("tests", "browser", "nbviva")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in the order in which they are handed out to several workers."""

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return -1 if item.path.name == _LONGEST else _ORDER.index(folder) if folder in _ORDER else len(_ORDER)

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that nobody has looked at the pages, where there was no browser to look with."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if "browser" in one.keywords]
    if skipped:
        why = str(skipped[0].longrepr[2]).removeprefix("Skipped: ")
        terminalreporter.write_sep("!", "NO BROWSER", yellow=True, bold=True)
        terminalreporter.write_line(f"{len(skipped)} tests of what people see did not run: {why}", yellow=True)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    """A course folder of this test's own."""
    return TinyCourse(tmp_path / "course", tmp_path / "jupyter")
