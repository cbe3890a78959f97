"""Outputs that are no outputs."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    odd = [{"a": 1}, "text", 5, None, [5, None, "x"], [{"output_type": "rocket"}], [{"output_type": ["stream"]}]]
    for each, outputs in zip([c for c in notebook["cells"] if c["cell_type"] == "code"], odd, strict=False):
        each["outputs"] = outputs
    del cell(notebook, "show")["outputs"]
    write(folder, notebook)
