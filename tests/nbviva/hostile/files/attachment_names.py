"""Attachments whose names lead elsewhere or hold markup."""

from pathlib import Path

from tiny_master import PNG, cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["attachment_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    names = ["../a.png", "/etc/passwd", 'a" onload="alert(1)', "a\u202egnp.exe", "a\n.png", "", "x" * 5000, "<script>"]
    cell(notebook, "why")["attachments"] = {name: {"image/png": PNG} for name in names}
    write(folder, notebook)
