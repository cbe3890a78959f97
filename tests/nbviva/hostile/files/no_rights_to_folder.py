"""A folder that nobody may enter; the administrator may all the same."""

import os
from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5 if os.geteuid() == 0 else 0


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    folder.chmod(0)
