"""The delimiters of solutions around and within answers: the student's text is taken as it is."""

from pathlib import Path

from tiny_master import ANSWERS, cell, code, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = f"### BEGIN SOLUTION\n{ANSWERS['warm']}\n### END SOLUTION"
    cell(notebook, "cool")["source"] = ANSWERS["cool"] + "\n### BEGIN SOLUTION"
    cell(notebook, "why")["source"] = "=== BEGIN MARK SCHEME ===\nfull marks\n### END SOLUTION"
    notebook["cells"].append(code("### AUTOTEST warm(1)\n### HASHED AUTOTEST cool(1)"))
    write(folder, notebook)
