"""Text that a template engine, LaTeX or Python's own format would obey."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    hostile = ["{{ 7 * 7 }}{% raw %}{% include '/etc/passwd' %}", "\\input{/etc/passwd}\\write18{touch made_by_latex}"]
    hostile += ["{0.__class__}{where}%(x)s${HOME}", "---\ntitle: x\n---", "# " * 5000]
    cell(notebook, "why")["source"] = "\n\n".join(hostile)
    for number, source in enumerate(hostile):
        notebook["cells"].append({"cell_type": "markdown", "id": f"own{number}", "metadata": {}, "source": source})
    write(folder, notebook)
