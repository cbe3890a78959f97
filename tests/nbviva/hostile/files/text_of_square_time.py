"""Text that costs a careless pattern square time: half a million backticks, tildes, addresses and links in one cell each."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for number, piece in enumerate(("~", "http://", "[a]:", "]:files/")):
        source = piece * (300_000 // len(piece))
        notebook["cells"].append({"cell_type": "markdown", "id": f"own{number}", "metadata": {}, "source": source})
    cell(notebook, "why")["source"] = "`" * 300_000
    write(folder, notebook)
