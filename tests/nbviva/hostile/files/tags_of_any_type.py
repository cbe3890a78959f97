"""Tags that are no list of texts."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["tags_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    odd = ["nbviva:test", {"a": 1}, [None], [["nbviva:test"]], ["x" * 100_000], ["t"] * 10_000]
    for each, tags in zip(notebook["cells"], odd, strict=False):
        each["metadata"]["tags"] = tags
    write(folder, notebook)
