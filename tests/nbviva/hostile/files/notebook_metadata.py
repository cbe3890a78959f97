"""Metadata by which exporters and editors let themselves be led: none of them is kept."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["metadata"] |= {
        "title": "<script>alert(1)</script>",
        "authors": [{"name": "<script>alert(1)</script>"}],
        "jupytext": {"formats": "ipynb,../../py"},
        "latex_metadata": {"title": "\\input{/etc/passwd}"},
        "celltoolbar": "Create Assignment",
        "nbgrader": {"points": 1000, "late_submission": False},
        "nbviva": {"status": "examined", "points": 5},
        "hide_input": True,
        "language_info": {"name": "python", "pygments_lexer": "<script>", "file_extension": "/../x"},
    }
    write(folder, notebook)
