"""The notebook lies only among the editor's automatic copies."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "holds no notebook named", "test_cool": "holds no notebook named"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["no_notebook"]


def hand_in(folder: Path) -> None:
    (folder / ".ipynb_checkpoints").mkdir()
    write(folder / ".ipynb_checkpoints", submitted(), "ovens-checkpoint.ipynb")
