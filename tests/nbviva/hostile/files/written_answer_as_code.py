"""The written answer is a code cell with a magic that writes a page."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["cell_type_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "why").update(cell_type="code", source="%%html\n<script>alert(1)</script>", outputs=[])
    write(folder, notebook)
