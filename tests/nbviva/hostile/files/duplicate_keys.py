"""An answer with two sources: one parser takes the first, another the last."""

import json
from pathlib import Path

from tiny_master import ANSWERS, submitted, to_bytes
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "says source twice", "test_cool": "says source twice"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["json_duplicate_key"]


def hand_in(folder: Path) -> None:
    content = to_bytes(submitted())
    wrong = json.dumps(ANSWERS["warm"]).encode()
    assert content.count(wrong) == 1
    write(folder, content.replace(wrong, wrong + b', "source": "pass"'))
