"""An answer that is a page for the browser instead of Python."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
REASONS = {"test_warm": "not_passed"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "%%javascript\nIPython.notebook.kernel.execute('def warm(t): return t + 1')"
    write(folder, notebook)
