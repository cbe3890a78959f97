"""Live scripts in raw cells, which exporters put into a page as they are."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["raw_cell_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    raw = {"cell_type": "raw", "id": "raw", "metadata": {"format": "text/html"}, "source": "<script>alert(1)</script>"}
    notebook["cells"] += [raw, raw | {"id": "raw2", "metadata": {"raw_mimetype": "text/html"}}]
    write(folder, notebook)
