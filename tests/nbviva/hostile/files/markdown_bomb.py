"""Text that costs careless parsers of Markdown quadratic or exponential time."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    pieces = ["[", "![", "<", "`a``b```", "*a_", "> ", "$", "<!--", "&", "[a](", "\\", "<a b='", "- ", "]("]
    for number, piece in enumerate(pieces):
        source = piece * (200_000 // len(piece))
        notebook["cells"].append({"cell_type": "markdown", "id": f"own{number}", "metadata": {}, "source": source})
    cell(notebook, "why")["source"] = "**" * 200_000
    write(folder, notebook)
