"""Which Python runs in the sandbox, and where a package that must be hidden could be found there.

The interpreter is the base one (a virtual environment's own program needs its folder's layout); the environment's
packages are bound beside it, under a name that tells nothing about this machine.
"""

import contextlib
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbviva.sandbox.words import SandboxError


@dataclass(frozen=True)
class Python:
    """An interpreter: program, prefix (the folder that holds its standard library) and folders of packages."""

    executable: Path
    prefix: Path
    sites: tuple[Path, ...]


@dataclass(frozen=True)
class Place:
    """A spot inside the sandbox where a hidden package lies: `importable` if Python would look for it there."""

    inside: str
    is_folder: bool
    importable: bool


@cache
def this_python() -> Python:
    """The interpreter that runs us."""
    executable = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    usual = [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    # A distribution's or a user's own folder of packages has another place but the same name.
    others = [Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    sites = dict.fromkeys(path.resolve() for path in (*usual, *others))
    return Python(executable, Path(sys.base_prefix).resolve(), tuple(site for site in sites if site.is_dir()))


def refuse_too_wide(folder: Path) -> None:
    """Raise SandboxError (`too_wide`) for a folder that holds a home, the working folder or the whole disk."""
    folder = folder.resolve()
    precious = [Path("/usr"), Path("/etc"), Path.cwd()]
    with contextlib.suppress(OSError, RuntimeError):  # an account may have no home
        precious.append(Path.home().resolve())
    if any(place.is_relative_to(folder) for place in precious):
        raise SandboxError("too_wide", str(folder))


def _shown(python: Python, sites_inside: str) -> Iterator[tuple[Path, str, bool]]:
    """Each folder of packages that can be seen inside: on the host, inside, and whether it is on Python's path."""
    for number, site in enumerate(python.sites):
        yield site, f"{sites_inside}/{number}", True
    # Not on the path, but a student could add them to it.
    for prefix in dict.fromkeys((python.prefix, Path("/usr"), Path("/usr/local"))):
        for pattern in ("lib/python3*/site-packages", "lib/python3*/dist-packages", "lib64/python3*/site-packages"):
            for folder in prefix.glob(pattern):
                yield folder, str(folder), False


def places_of(names: tuple[str, ...], python: Python, sites_inside: str) -> Iterator[Place]:
    """Where the packages `names` lie inside, so that something else can be put over them."""
    for folder, inside, importable in _shown(python, sites_inside):
        for name in names:
            if (folder / name).is_dir():
                yield Place(f"{inside}/{name}", True, importable)
            for single in (*folder.glob(f"{name}.py"), *folder.glob(f"{name}.*.so"), *folder.glob(f"{name}.so")):
                yield Place(f"{inside}/{single.name}", False, importable)
