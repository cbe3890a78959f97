"""An output of five hundred levels, which no cell needs."""

from pathlib import Path

from tiny_master import cell, submitted, to_bytes
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "levels deep", "test_cool": "levels deep"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["json_too_deep"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "guess")["outputs"] = "here"
    deep = b'{"a":' * 500 + b"1" + b"}" * 500
    write(folder, to_bytes(notebook).replace(b'"here"', deep))
