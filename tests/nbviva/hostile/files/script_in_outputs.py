"""Live scripts in saved outputs of every kind."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    script = "<script>alert(1)</script>"
    kinds = ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex", "text/plain")
    notebook = submitted()
    for each in notebook["cells"]:
        if each["cell_type"] == "code":
            data = dict.fromkeys(kinds, script)
            each["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {"a": script}}]
            each["outputs"] += [{"output_type": "stream", "name": script, "text": script}]
    write(folder, notebook)
