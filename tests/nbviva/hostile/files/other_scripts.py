"""An honest student who writes Chinese, German and emoji, in names, comments and text."""

import json
from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(温度):  # größer 🔥\n    return 温度 + 1"
    cell(notebook, "why")["source"] = "热量会流动。 Wärme fließt. 🔥"
    write(folder, json.dumps(notebook, ensure_ascii=False).encode())
