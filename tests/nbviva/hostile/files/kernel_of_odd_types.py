"""A kernel that is a list of kernels."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["metadata"]["kernelspec"] = [{"name": "python3"}]
    write(folder, notebook)
