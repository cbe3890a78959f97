"""The notebook says that its cells are for bash."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["kernel_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    spec = {"name": "bash", "language": "bash", "display_name": "Bash"}
    notebook["metadata"] = {"kernelspec": spec, "language_info": {"name": "bash"}}
    write(folder, notebook)
