"""Cell ids where Colab keeps them, in the metadata."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["answer_found_by_id"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for each in notebook["cells"]:
        each["metadata"] = {"id": each.pop("id"), "colab": {"base_uri": "https://x.invalid"}}
    write(folder, notebook)
