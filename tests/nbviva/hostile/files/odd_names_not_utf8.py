"""Names of files in no encoding, and one that looks like the notebook's."""

import os
from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["odd_name_ignored", "extra_file_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    for name in (b"\xff\xfe", b"\xc3.ipynb", "оvens.ipynb".encode()):
        with open(os.fsencode(folder) + b"/" + name, "wb"):  # noqa: PTH123  # a Path cannot hold such a name
            pass
