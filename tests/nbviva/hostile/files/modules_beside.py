"""Modules beside the notebook that Python or the tests would import in the place of their own."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["extra_file_ignored"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    write(folder, notebook)
    harm = "import builtins\nbuiltins.AssertionError = ZeroDivisionError\nraise SystemExit(0)\n"
    for name in ("numpy", "math", "sitecustomize", "usercustomize", "conftest", "nbviva", "IPython", "json", "torch"):
        (folder / f"{name}.py").write_text(harm)
    (folder / "nbgrader").mkdir()
    (folder / "nbgrader" / "__init__.py").write_text(harm)
    (folder / "evil.pth").write_text("import os; os._exit(0)\n")
