"""Saved widgets with a page of HTML in them."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    page = {"model_name": "HTMLModel", "state": {"value": "<script>alert(1)</script>"}}
    state = {"state": {"a": page}, "version_major": 2, "version_minor": 0}
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}}
    cell(notebook, "guess")["outputs"] = [{"output_type": "display_data", "data": view, "metadata": {}}]
    write(folder, notebook)
