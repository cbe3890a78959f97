"""Every character written as an escape, as some tools do."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    content = to_bytes(notebook).replace(b"return", b"\\u0072\\u0065\\u0074\\u0075\\u0072\\u006e")
    write(folder, content)
