"""A kernel that does not exist."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["kernel_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["metadata"]["kernelspec"]["name"] = "../../no/such\nkernel"
    write(folder, notebook)
