"""What a grade was made with: versions of Python and of the libraries, and a digest of this package's own code."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path


def versions(modules: Iterable[str]) -> dict[str, str]:
    """By name: this package, its code's digest, Python, IPython, and the distributions of `modules` that have a version."""
    found = {"nbviva": _version("backprop-by-hand"), "code_sha256": code_digest(), "python": platform.python_version()}
    tops = {name.partition(".")[0] for name in modules} | {"numpy", "IPython"}
    known = _distributions()
    for name in sorted(tops):
        for distribution in known.get(name, ())[:1]:
            found[name] = _version(distribution)
    return found


@cache
def _distributions() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()  # reads the records of everything that is installed


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"


@cache
def code_digest() -> str:
    """Of the sources of this package."""
    top = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(top.rglob("*.py")):
        digest.update(f"{path.relative_to(top)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
