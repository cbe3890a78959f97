"""Attachments that are none, on cells that take none."""

from pathlib import Path

from tiny_master import PNG, cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["attachment_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    odd = [
        [PNG],
        "a.png",
        5,
        {"a.png": [PNG]},
        {"a.png": {"image/png": [PNG]}},
        {"a.png": {"image/png": "é"}},
        {"a": {}},
    ]
    for each, attached in zip(notebook["cells"], odd, strict=False):
        each["attachments"] = attached
    cell(notebook, "why")["attachments"] = {"a.png": {"image/png": "=" * 1000}, "b.png": None}
    write(folder, notebook)
