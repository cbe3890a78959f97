"""Runs the reference notebooks from restart to end and keeps what git should not see out of them.

    python tools/notebooks.py            run every notebook of source/ and store its outputs
    python tools/notebooks.py --tidy     only tidy them, after editing and running in JupyterLab

The notebooks themselves are the source: this changes outputs and metadata, never a cell's text.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

import course

KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
OURS = ("nbgrader", "tags")  # cell metadata that says something about the course; the rest is an editor's


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """The notebook with the outputs of a fresh run in `folder`. Raises CellExecutionError where a cell fails."""
    client = NotebookClient(notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(folder)}})
    return client.execute()


def tidy(notebook: NotebookNode) -> NotebookNode:
    """The notebook without timings, versions and an editor's settings: only what an author meant to say."""
    notebook.metadata = nbformat.from_dict(KERNEL)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        for key in set(cell.metadata) - set(OURS):
            del cell.metadata[key]
        for output in cell.get("outputs", []):
            output.get("metadata", {}).clear()
    return notebook


def main(arguments: Sequence[str] | None = None) -> int:
    """Run or tidy every reference notebook; 1 when a cell of one fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tidy", action="store_true", help="leave the outputs as they are")
    only_tidy = parser.parse_args(arguments).tidy
    for unit in course.units():
        path = course.notebook_path(unit)
        notebook, start = nbformat.read(path, as_version=4), time.monotonic()  # type: ignore[no-untyped-call]
        try:
            notebook = notebook if only_tidy else run(notebook, path.parent)
        except CellExecutionError as failed:
            print(f"{path}: a cell fails, nothing was stored.\n{failed}", file=sys.stderr)
            return 1
        nbformat.write(tidy(notebook), path)  # type: ignore[no-untyped-call]
        print(f"{unit}: {'tidied' if only_tidy else f'ran in {time.monotonic() - start:.1f} s'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
