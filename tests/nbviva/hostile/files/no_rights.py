"""A notebook that nobody may read; the administrator may all the same."""

import os
from pathlib import Path

from tiny_master import NAME, submitted
from tiny_master import hand_in as write

EARNS = 5 if os.geteuid() == 0 else 0


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    (folder / NAME).chmod(0)
