"""Pictures of six million bytes, on an answer and on cells that take none."""

from pathlib import Path

from tiny_master import PNG, cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["attachment_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    large = {"a.png": {"image/png": PNG[:8] + "A" * 8_000_000}}
    for name in ("why", "warm"):
        cell(notebook, name)["attachments"] = large
    write(folder, notebook)
