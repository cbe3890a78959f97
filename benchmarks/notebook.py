"""How long a student waits: imports, the first check, a whole notebook from restart to end on one core.

    make bench

Prints a table; each figure is the median of a few runs, with the smallest and the largest beside it. Seconds depend on
the machine, which is named; the last column compares with the import of torch, measured in the same run.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import matplotlib
import numpy
import torch

ROOT = Path(__file__).resolve().parent.parent
UNIT = "02_two_layers_by_hand"
RUNS = 5

IMPORT_TORCH = "import torch"
SETUP = "import numpy as np, byhand; from byhand import once_answered, pictures; from byhand.units import two_layers"
FIRST_CHECK = f"""
import json, time
{SETUP}
start = time.perf_counter()
def grad_w2(h_relu, g):
    return h_relu @ g
exam = two_layers.exam("grad_w2", grad_w2, points=3, hidden=6)
text = exam.card(hidden_ran=False).html()
first = time.perf_counter() - start
start = time.perf_counter()
exam = two_layers.exam("grad_w2", grad_w2, points=3, hidden=6)
print(json.dumps([first, time.perf_counter() - start]))
"""


def _python(code: str) -> str:
    """What a fresh interpreter on one core prints when it runs `code`."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=_one_core).stdout


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _timed(code: str) -> float:
    start = time.perf_counter()
    _python(code)
    return time.perf_counter() - start


def _notebook() -> float:
    """Seconds from a fresh kernel to the last cell of the reference notebook, its hidden checks included."""
    notebook = next((ROOT / "source" / UNIT).glob("*.ipynb"))
    code = (
        "import nbformat; from nbclient import NotebookClient; "
        f"NotebookClient(nbformat.read({str(notebook)!r}, 4), timeout=120).execute()"
    )
    return _timed(code)


def _row(name: str, seconds: list[float], unit_of: float) -> str:
    median = statistics.median(seconds)
    spread = f"{min(seconds):.3f} to {max(seconds):.3f}"
    return f"{name:<46}{median:>9.3f}   {spread:<18}{median / unit_of:>10.2f}"


def main() -> None:
    """Measure and print the table."""
    torch_import = [_timed(IMPORT_TORCH) for _ in range(RUNS)]
    setup = [_timed(SETUP) for _ in range(RUNS)]
    checks = [json.loads(_python(FIRST_CHECK)) for _ in range(RUNS)]
    whole = [_notebook() for _ in range(3)]
    reference = statistics.median(torch_import)
    print(f"{platform.machine()}, one core, Python {platform.python_version()}, ", end="")
    print(f"torch {torch.__version__}, numpy {numpy.__version__}, matplotlib {matplotlib.__version__}")
    print(f"{'seconds':<46}{'median':>9}   {'from ... to':<18}{'x torch':>10}")
    print(_row("interpreter and `import torch` alone", torch_import, reference))
    print(_row("interpreter and the setup cell's imports", setup, reference))
    print(_row("first check after the imports (a wrong answer)", [first for first, _ in checks], reference))
    print(_row("the same check again", [again for _, again in checks], reference))
    print(_row("unit 2 from restart to end", whole, reference))


if __name__ == "__main__":
    main()
