"""Error messages and stderr, saved under tests that pass: in stock nbgrader they cost all points."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    noise = {"output_type": "stream", "name": "stderr", "text": "error"}
    error = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": ["no"]}
    for name in ("test_warm", "test_cool", "warm"):
        cell(notebook, name)["outputs"] = [noise, error]
    write(folder, notebook)
