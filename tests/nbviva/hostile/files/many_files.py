"""More files beside the notebook than are looked at."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["extra_files_uncounted", "more_notes"]


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    for number in range(1500):
        (folder / f"{number}.txt").write_text("")
