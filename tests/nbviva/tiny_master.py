"""An invented unit about ovens, its master notebook and what a student hands in; nothing of any real course."""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

NAME = "ovens.ipynb"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n not really a picture").decode()
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
SECRET = "the_secret_number"


def marks(grade_id: str, *, points: float | None = None, solution: bool = False) -> dict[str, Any]:
    """A cell's metadata as nbgrader writes it."""
    data: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": data | ({} if points is None else {"points": points})}


def master() -> NotebookNode:
    """Two functions with hidden tests, a loop that calls them, a cell to play with, and a written answer."""

    def answer(name: str, body: str) -> str:
        return f"def {name}(t):\n    ### BEGIN SOLUTION\n    return {body}\n    ### END SOLUTION"

    def test(name: str, value: str) -> str:
        hidden = f"### BEGIN HIDDEN TESTS\n{SECRET} = {value}\nassert {name}(100) == {value}\n### END HIDDEN TESTS"
        return f"assert {name}(0) is not None\n{hidden}"

    cells = [
        new_markdown_cell("# Ovens", id="title"),
        new_code_cell("import math\nROOM = 20", id="setup", metadata=marks("setup")),
        new_code_cell("guess = None", id="guess"),
        new_markdown_cell("Now warm it.", id="prose"),
        new_code_cell(answer("warm", "t + 1"), id="warm", metadata=marks("warm", solution=True)),
        new_code_cell(test("warm", "101"), id="test_warm", metadata=marks("test_warm", points=2)),
        new_code_cell(answer("cool", "t - 1"), id="cool", metadata=marks("cool", solution=True)),
        new_code_cell(test("cool", "99"), id="test_cool", metadata=marks("test_cool", points=3)),
        new_code_cell("for _ in range(3):\n    ROOM = cool(ROOM)", id="loop", metadata=marks("loop")),
        new_code_cell("print(math.pi)", id="show", metadata=marks("show")),
        new_markdown_cell("Because.", id="why", metadata=marks("why", points=4, solution=True)),
    ]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    assert isinstance(notebook, NotebookNode)
    # A master stores what its solutions put out; none of it may reach a student's notebook.
    cell(notebook, "show").update(outputs=[new_output("stream", text="3.14")], execution_count=1)
    return notebook


def release() -> dict[str, Any]:
    """What a student is handed out, as plain data."""
    made: dict[str, Any] = json.loads(json.dumps(master()))
    for cell in made["cells"]:
        source, inside = [], False
        for line in cell["source"].split("\n"):
            if "### END" in line:
                inside = False
            elif "### BEGIN" in line:
                inside = True
                indent = line[: len(line) - len(line.lstrip())]
                source += [indent + part for part in STUB.split("\n")] if "SOLUTION" in line else []
            elif not inside:
                source.append(line)
        cell["source"] = "…" if cell["id"] == "why" else "\n".join(source)
    return made


ANSWERS = {
    "guess": "guess = 7",
    "warm": "def warm(t):\n    return t + 1",
    "cool": "def cool(t):\n    return -1 + t",
    "why": "Heat moves.",
}


def submitted() -> dict[str, Any]:
    """What a student who did everything hands in."""
    made = release()
    for name, source in ANSWERS.items():
        cell(made, name)["source"] = source
    return made


def cell(notebook: Any, name: str) -> Any:
    """The first cell with this grade_id or cell id."""
    for found in notebook["cells"]:
        if name in (found["metadata"].get("nbgrader", {}).get("grade_id"), found.get("id")):
            return found
    raise KeyError(name)


def place(notebook: Any, name: str) -> int:
    """Where that cell stands."""
    return int(notebook["cells"].index(cell(notebook, name)))


def code(source: str, **more: Any) -> dict[str, Any]:
    """A code cell that a student added."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "new",
        "metadata": {},
        "outputs": [],
        "source": source,
    } | more


def copied(notebook: Any, name: str, **more: Any) -> dict[str, Any]:
    """A copy of a cell as JupyterLab makes it: the same metadata, another id."""
    made: dict[str, Any] = copy.deepcopy(cell(notebook, name)) | {"id": "copy-of-it"} | more
    return made


def to_bytes(notebook: Any) -> bytes:
    """The bytes of a notebook file."""
    return json.dumps(notebook, indent=1).encode()


def hand_in(folder: Path, notebook: Any, name: str = NAME) -> Path:
    """Write a submission's folder; return it."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(notebook if isinstance(notebook, bytes) else to_bytes(notebook))
    return folder
