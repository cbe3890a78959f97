"""Names that no cell of the unit has: odd, long, of Python's own, with braces and markup."""

from pathlib import Path

from tiny_master import code, marks, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["unknown_grade_id", "cell_marks_unreadable"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    odd = ["__class__", "../../warm", "w" * 200, "w" * 5000, "{where}", "{0}", "%s", "<script>alert(1)</script>"]
    odd += ["warm\n", "Warm", "\u202emraw", "", " warm", "warm\0"]
    notebook["cells"] += [code("1", id=f"odd{n}", metadata=marks(name, solution=True)) for n, name in enumerate(odd)]
    write(folder, notebook)
