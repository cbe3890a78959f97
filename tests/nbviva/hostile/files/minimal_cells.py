"""Cells with a type, a source and an id, and nothing else."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["answer_found_by_id"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"] = [{key: each[key] for key in ("cell_type", "id", "source")} for each in notebook["cells"]]
    write(folder, {"cells": notebook["cells"], "nbformat": 4})
