"""Settings of IPython, Jupyter, nbgrader, pytest and Python beside the notebook."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["extra_file_ignored"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    write(folder, notebook)
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("warm = lambda t: 101\n")
    for name in (
        "ipython_config.py",
        "nbgrader_config.py",
        "jupyter_config.py",
        "pyvenv.cfg",
        "pyproject.toml",
        ".pdbrc",
    ):
        (folder / name).write_text("raise SystemExit(0)\n")
