"""Execution counts that are negative, texts, lists, or beyond every integer of a database."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    odd = [-1, "1", 10**30, [1], 1.5, True, {"a": 1}, "<script>"]
    for each, count in zip([c for c in notebook["cells"] if c["cell_type"] == "code"], odd, strict=True):
        each["execution_count"] = count
    write(folder, notebook)
