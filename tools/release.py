"""Writes release/ anew from source/ and i18n/, or says how it differs from a fresh release (--check).

nbgrader makes every notebook, with the settings of nbgrader_config.py; no gradebook is read or written.
With --languages ja,en the notebooks speak these and go to release-ja-en/, for the same course and gradebook.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from course import ROOT, units
from grader import NbgraderError, nbgrader

RELEASE = ROOT / "release"
# read by nbgrader_config.py
LANGUAGES = "COURSE_LANGUAGES"


def generate(unit: str, into: Path, languages: str = "") -> Path:
    """Release one unit below the folder `into`, in the course's languages unless others are named; its own folder there.

    Raises NbgraderError.
    """
    with tempfile.TemporaryDirectory() as private:
        nbgrader(
            ROOT,
            *("generate_assignment", unit, "--no-db", f"--CourseDirectory.release_directory={into}"),
            private=Path(private),
            gradebook=Path(private) / "unused.db",
            settings={LANGUAGES: languages} if languages else {},
        )
    return into / unit


def files(folder: Path) -> set[Path]:
    """The files below a folder, relative to it; what Jupyter leaves behind when someone opens them does not count."""
    everything = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path for path in everything if ".ipynb_checkpoints" not in path.parts}


def differences(fresh: Path, kept: Path) -> list[str]:
    """What distinguishes the folder `kept` from `fresh`, a line for each file or notebook cell; empty if nothing."""
    found = [f"{path}: missing" for path in sorted(files(fresh) - files(kept))]
    found += [f"{path}: nothing in source/ makes this" for path in sorted(files(kept) - files(fresh))]
    for path in sorted(files(fresh) & files(kept)):
        if filecmp.cmp(fresh / path, kept / path, shallow=False):
            continue
        if path.suffix == ".ipynb":
            found += [f"{path}: {what}" for what in _cell_differences(fresh / path, kept / path)]
        else:
            found.append(f"{path}: differs")
    return found


def _cell_differences(fresh: Path, kept: Path) -> list[str]:
    try:
        old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (kept, fresh))
        old_cells, new_cells = _by_id(old), _by_id(new)
    except (ValueError, KeyError, TypeError) as problem:
        return [f"cannot be read as a notebook ({problem})"]
    found = [f"cell {name} is new" for name in new_cells if name not in old_cells]
    found += [f"cell {name} is no longer in source/" for name in old_cells if name not in new_cells]
    found += [f"cell {name} differs" for name in new_cells if old_cells.get(name, new_cells[name]) != new_cells[name]]
    return found or ["differs outside of its cells, or in their order"]


def _by_id(notebook: dict[str, Any]) -> dict[str, Any]:
    """The cells by their grade_id, which people know, or else their id."""
    return {
        cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id", f"number {number}"): cell
        for number, cell in enumerate(notebook["cells"], start=1)
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 if all is well, 1 if release/ is not in step or a unit cannot be released."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--languages", default="", help="the leading one first: ja,en; into release-ja-en/")
    chosen = parser.parse_args(arguments)
    check, languages = chosen.check, ",".join(tag.strip() for tag in chosen.languages.split(",") if tag.strip())
    kept = RELEASE.with_name(f"release-{languages.replace(',', '-')}") if languages else RELEASE
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        try:
            with ThreadPoolExecutor(os.cpu_count()) as several:
                list(several.map(lambda unit: generate(unit, fresh, languages), units()))
        except NbgraderError as failure:
            print(failure, file=sys.stderr)
            return 1
        # The page that explains the folder is written by hand.
        if (RELEASE / "README.md").exists() and not languages:
            shutil.copyfile(RELEASE / "README.md", fresh / "README.md")
        found = differences(fresh, kept) if kept.is_dir() or check else ["everything: new"]
        if check and found:
            print(f"{kept.name}/ is not what source/ and i18n/ make today:", *found, sep="\n  ", file=sys.stderr)
            again = f" LANGUAGES={languages}" if languages else ""
            print(f"`make release{again}` writes it anew.", file=sys.stderr)
            return 1
        if found and not check:
            kept.mkdir(exist_ok=True)
            for folder in [path for path in kept.iterdir() if path.is_dir()]:
                shutil.rmtree(folder)
            shutil.copytree(fresh, kept, dirs_exist_ok=True)
    print(
        f"{kept.name}/: {len(units())} unit(s), {'in step' if check or not found else f'{len(found)} changes written'}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
