"""Names of files that a terminal, a shell or a log would obey."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["odd_name_ignored", "extra_file_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    names = [
        "a\nb",
        "exe\u202egnp.ipynb",
        "-rf",
        "--config=x.py",
        "$(touch made_by_shell)",
        "`id`",
        "a\x1b[2Jb",
        "a\x07",
    ]
    names += [
        " ",
        "...",
        "a b",
        "'",
        '"',
        "%s%n",
        "{where}",
        "x" * 250,
        "con",
        "\u00a0",
        "a\u0301" * 60,
        "<script>.ipynb",
    ]
    for name in names:
        (folder / name).write_text("")
