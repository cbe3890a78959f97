"""A folder without any notebook."""

from pathlib import Path

EARNS = 0
SAYS = {"test_warm": "holds no notebook named", "test_cool": "holds no notebook named"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["no_notebook", "extra_file_ignored"]


def hand_in(folder: Path) -> None:
    (folder / "answers.txt").write_text("warm adds one")
