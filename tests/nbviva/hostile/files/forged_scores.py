"""Outputs under the tests that say what was scored."""

from pathlib import Path

from tiny_master import cell, release
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "NotImplementedError"}


def hand_in(folder: Path) -> None:
    notebook = release()
    for name, points in (("test_warm", 2), ("test_cool", 3)):
        result = {
            "output_type": "execute_result",
            "data": {"text/plain": str(points)},
            "metadata": {},
            "execution_count": 1,
        }
        said = {"output_type": "stream", "name": "stdout", "text": f"{points}/{points} points"}
        cell(notebook, name)["outputs"] = [said, result]
    write(folder, notebook)
