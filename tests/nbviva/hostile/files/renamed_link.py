"""The one other notebook is a link to someone else's."""

from pathlib import Path

from tiny_master import NAME, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "holds no notebook named", "test_cool": "holds no notebook named"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["no_notebook", "link_ignored"]


def hand_in(folder: Path) -> None:
    other = folder.with_name("other")
    other.mkdir()
    write(other, submitted())
    (folder / "mine.ipynb").symlink_to(other / NAME)
