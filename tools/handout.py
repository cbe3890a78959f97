"""Builds what students may have, and nothing else: notebooks, the package byhand, requirements, a guide; folder and zip.

What goes in is named here, file by file: released notebooks, the wheel's packages, a guide, licences. source/, answers/,
hidden tests and a class's records are never looked into.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import release
from course import ROOT

OUT = ROOT / "build" / "handout"
NAME = "backprop-by-hand"
PACKAGE = "byhand"
GUIDE = "student-quickstart"
LICENCES = ("LICENSE", "LICENSE-TEXT.md")
# What a student needs beside what byhand asks for: something to open the notebooks with.
JUPYTER = "jupyterlab"


def wheel(into: Path) -> Path:
    """Build the wheel of byhand alone into a folder: the course's pyproject.toml, without the tools of instructors."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = config["project"]
    for theirs in ("optional-dependencies", "scripts", "readme"):
        del project[theirs]
    project["name"] = PACKAGE
    config["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] = [f"src/{PACKAGE}"]
    metadata = ProjectMetadata(str(ROOT), PluginManager(), config)
    (built,) = WheelBuilder(str(ROOT), metadata=metadata).build(directory=str(into), versions=["standard"])
    return Path(built)


def version() -> str:
    """The version of the course, and so of byhand."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def pins(path: Path) -> dict[str, str]:
    """The pinned versions in a file of requirements, by the package's normal name: {"torch": "torch==2.13.0"}."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(==[^\s;]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): name + version for name, version in found}


def needed() -> list[str]:
    """The packages that a student asks for by name, torch first: its build may be chosen before the rest is there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [canonicalize_name(Requirement(line).name) for line in [*project["dependencies"], JUPYTER]]
    return sorted(names, key=lambda name: name != "torch")


def brought_along(names: Iterable[str], seen: set[str]) -> Iterator[str]:
    """The names of what these packages pull in, on whatever system, as far as it is installed here."""
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        yield name
        try:
            lines = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # of another system
        asked = [Requirement(line) for line in lines]
        plain = [each for each in asked if each.marker is None or "extra" not in str(each.marker)]
        yield from brought_along([canonicalize_name(each.name) for each in plain], seen)


def requirements(wheel_name: str) -> dict[str, str]:
    """The hand-out's requirements.txt and constraints.txt, with the versions that the course was tested with."""
    known = pins(ROOT / "constraints.txt") | pins(ROOT / "requirements.txt")
    top = needed()
    rest = sorted({*brought_along(top, set())} & known.keys() - {*top})
    files = {
        "requirements.txt": [
            "# What the notebooks need, in the versions that the course was tested with.",
            "--constraint constraints.txt",
            *(known[name] for name in top),
            f"./{wheel_name}",
        ],
        "constraints.txt": [
            "# What the packages of requirements.txt pull in. A line here installs nothing.",
            *(known[name] for name in rest),
        ],
    }
    return {name: "\n".join(lines) + "\n" for name, lines in files.items()}


def guides() -> dict[str, str]:
    """The guide in each of its languages, as README.md, README.ja.md, ..."""
    found = sorted((ROOT / "docs").glob(f"{GUIDE}*.md"))
    return {
        path.name.replace(GUIDE, "README"): path.read_text(encoding="utf-8").replace(f"({GUIDE}", "(README")
        for path in found
    }


def languages(released: Path) -> list[str]:
    """The languages of a release, as its notebooks say. Raises ValueError where they disagree."""
    said = {
        tuple(json.loads(path.read_text(encoding="utf-8"))["metadata"]["nbduet"]["languages"])
        for path in sorted(released.glob("*/*.ipynb"))
    }
    if len(said) != 1:
        found = "; ".join(", ".join(tags) for tags in sorted(said)) or "no notebook"
        raise ValueError(f"{released}: expected notebooks in the same languages, found {found}. Run `make release`.")
    return list(said.pop())


def build(released: Path, into: Path) -> Path:
    """Write the hand-out of a release into a folder of its own below `into`, and the zip beside it; return the folder.

    Raises ValueError for a release in several languages.
    """
    folder = into / "-".join([NAME, *languages(released)])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for unit in sorted({path.parent.name for path in released.glob("*/*.ipynb")}):
        for path in sorted(release.files(released / unit)):
            (folder / unit / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(released / unit / path, folder / unit / path)
    made = wheel(folder)
    for name, text in (requirements(made.name) | guides()).items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in LICENCES:
        shutil.copyfile(ROOT / name, folder / name)
    zipped(folder)
    return folder


def zipped(folder: Path) -> Path:
    """Write a folder into a zip beside it: the same bytes for the same files, whoever builds it and when."""
    path = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(release.files(folder)):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.as_posix()}")
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (folder / file).read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 if all is well, 1 if the release is not in step or cannot be made."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--languages", default="", help="the leading one first: ja,en; those of release/ without it")
    tags = parser.parse_args(arguments).languages.replace(" ", "")
    # Students, gradebook and grader must see the same notebooks: release/ is checked, never changed behind anybody's back.
    if release.main(["--languages", tags] if tags else ["--check"]) != 0:
        return 1
    released = release.RELEASE.with_name(f"release-{tags.replace(',', '-')}") if tags else release.RELEASE
    folder = build(released, OUT)
    print(f"{os.path.relpath(folder)}/ and {folder.name}.zip: {len(release.files(folder))} files for students.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
