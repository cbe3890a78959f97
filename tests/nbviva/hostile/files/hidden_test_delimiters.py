"""The delimiters of hidden tests around and within answers: the student's text is taken as it is."""

from pathlib import Path

from tiny_master import ANSWERS, cell, code, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = f"### BEGIN HIDDEN TESTS\n{ANSWERS['warm']}\n### END HIDDEN TESTS"
    cell(notebook, "cool")["source"] = ANSWERS["cool"] + "\n### BEGIN HIDDEN TESTS"
    notebook["cells"].append(code("1 + 1\n### END HIDDEN TESTS\n### BEGIN HIDDEN TESTS"))
    write(folder, notebook)
