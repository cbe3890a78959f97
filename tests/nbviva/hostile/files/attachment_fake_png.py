"""A picture by its type, a page by its content."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["attachment_dropped"]


def hand_in(folder: Path) -> None:
    page = "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="
    notebook = submitted()
    cell(notebook, "why")["attachments"] = {"a.png": {"image/png": page}, "b.jpg": {"image/jpeg": page}}
    write(folder, notebook)
