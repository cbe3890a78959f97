"""What a grade was made with, as versions and digests: where one of them is another, the grade may be another, too."""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .names import imports
from .unit import Unit
from .versions import versions

# Settings on which no verdict depends.
_INDIFFERENT = ("warm", "transcript", "workers", "enabled")


def made_with(unit: Unit, settings: Mapping[str, Any]) -> dict[str, str]:
    """Versions of Python and the libraries; digests of nbviva's code, of the course's own code, and of the settings.

    The course's own code is that of packages which its cells import and which are not installed from a distribution of
    others: an editable install or a folder beside the notebook. Of installed ones the version tells.
    """
    modules = sorted(imports(cell["source"] for cell in unit.master["cells"] if cell["cell_type"] == "code"))
    return versions(modules) | {
        "course_sha256": _digest(_own(modules, settings)),
        "settings_sha256": _of_settings(settings),
    }


def _own(modules: Iterable[str], settings: Mapping[str, Any]) -> list[Path]:
    tops = {name.partition(".")[0] for name in (*modules, *settings["packages"])}
    installed = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found = [Path(path) for path in settings["shown"]]
    for name in sorted(tops - set(sys.builtin_module_names)):
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            continue
        if spec is None or spec.origin in (None, "built-in", "frozen"):
            continue
        assert spec.origin is not None
        origin = Path(spec.origin).resolve()
        if not any(origin.is_relative_to(place) for place in installed):
            found.append(origin.parent if spec.submodule_search_locations else origin)
    return found


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(path) if path.is_dir() else file.name
                digest.update(f"{name}\0".encode("utf-8", "surrogateescape") + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _of_settings(settings: Mapping[str, Any]) -> str:
    deciding = {name: value for name, value in settings.items() if name not in _INDIFFERENT}
    return hashlib.sha256(json.dumps(deciding, sort_keys=True, default=str).encode()).hexdigest()
