"""Cell ids that are long, numbers, lists, markup."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    odd = ["x" * 1000, 5, None, ["a"], "<script>", "a b", "", "\0", {"a": 1}, True, "ä"]
    for each, cell_id in zip(notebook["cells"], odd, strict=True):
        each["id"] = cell_id
    write(folder, notebook)
