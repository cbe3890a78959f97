"""Asks the bank of answers, or runs the reference notebooks, on the device that BYHAND_DEVICE names; prints what differs.

    BYHAND_DEVICE=cuda python tests/gpu/on_device.py bank [UNIT]
    BYHAND_DEVICE=standin python tests/gpu/on_device.py notebooks [UNIT] --library standin.so

Exit status 0: on that device everything earns, and is called, what it is on the CPU.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat
import standin
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
import course  # noqa: E402  the folder stands on nobody's path


def bank(units: list[str]) -> list[str]:
    """One line for each answer that earns other points, or is named otherwise, than the bank says."""
    differing = []
    asked = 0
    answers = [a for unit in units for e in course.exercises(unit) if not e.by_hand for a in course.bank(unit, e.key)]
    for answer in answers:
        asked += 1
        try:
            seen = course.examine(answer.unit, answer.key, answer.source)
        except Exception as problem:
            differing.append(f"{answer.path.relative_to(course.BANK)}: {type(problem).__name__}: {problem}")
            continue
        found, expected = (seen.points, seen.exam.diagnosis), (answer.earns, answer.id)
        if found != expected:
            differing.append(f"{answer.path.relative_to(course.BANK)}: expected {expected}, found {found}")
    print(f"{asked} answers asked, {len(differing)} differ")
    return differing


def notebooks(units: list[str], library: Path | None) -> list[str]:
    """One line for each cell that raises, and for each test cell of a reference notebook without all of its points."""
    differing = []
    for unit in units:
        notebook = nbformat.read(course.notebook_path(unit), as_version=4)
        if library is not None:
            load = f"import sys; sys.path.append({str(HERE)!r}); import standin; standin.load({str(library)!r})"
            notebook.cells.insert(0, nbformat.v4.new_code_cell(load))
        try:
            NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
        except CellExecutionError as problem:
            differing.append(f"{unit}: {str(problem).strip().splitlines()[-1]}")
            continue
        for cell in notebook.cells:
            data = course.grader_data(cell)
            if cell.cell_type != "code" or not data.get("grade") or data.get("solution"):
                continue
            earned = [o.data["text/plain"] for o in cell.outputs if o.output_type == "execute_result"]
            if [float(text) for text in earned] != [float(data["points"])]:
                differing.append(f"{unit}: {data['grade_id']}: expected {data['points']}, found {earned}")
    print(f"{len(units)} notebooks run, {len(differing)} differences")
    return differing


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["bank", "notebooks"])
    parser.add_argument("unit", nargs="?", help="one unit; default: all")
    parser.add_argument("--library", type=Path, help="the compiled stand-in, to be loaded first")
    asked = parser.parse_args()
    if asked.library is not None:
        standin.load(asked.library)
    units = [asked.unit] if asked.unit else course.units()
    differing = bank(units) if asked.what == "bank" else notebooks(units, asked.library)
    print(*differing, sep="\n")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
