"""A kernel that brings its own command line and environment."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["kernel_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    command = "touch made_by_kernel"
    spec = {"argv": ["sh", "-c", command], "env": {"PYTHONSTARTUP": "x.py"}, "name": f"python3; {command}"}
    notebook["metadata"]["kernelspec"] |= spec
    write(folder, notebook)
