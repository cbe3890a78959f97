"""Hundreds of files, among whose notes nobody would see that an answer was lost."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["cell_unreadable", "extra_file_ignored", "more_notes"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = 101
    write(folder, notebook)
    for number in range(400):
        (folder / f"{number}.txt").write_text("")
