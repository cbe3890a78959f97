"""A drawing with a script in it, beside a picture."""

from pathlib import Path

from tiny_master import PNG, cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["attachment_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    drawing = {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"}
    cell(notebook, "why")["attachments"] = {
        "a.png": {"image/png": PNG},
        "b.svg": drawing,
        "c.png": {"image/png": PNG} | drawing,
    }
    cell(notebook, "why")["source"] = "![a](attachment:a.png) ![b](attachment:b.svg)"
    write(folder, notebook)
