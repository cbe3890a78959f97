"""How students' processes are begun for one unit: the box, its limits, the warm process, and the trial before any trust."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbviva.names import imports
from nbviva.plainstart import Unsandboxed
from nbviva.roles import is_locked, key_of
from nbviva.sandbox import Box, Limits, Sandboxed, SandboxError, selftest
from nbviva.sandbox.interpreter import this_python
from nbviva.sandbox.warm import Warm
from nbviva.session import Running
from nbviva.unit import Unit

ENTRY = "nbviva.student"
# CUDA reserves addresses for all memory of the machine and of its GPUs: what it uses, only a control group can limit.
GPU_ADDRESS_SPACE_MEBIBYTES = 1 << 24
GRACE_SECONDS = 30.0  # a sandbox outlives the examination that it belongs to by no more


class Beginning:
    """Begins one student's process after the other. Close it at the end."""

    def __init__(self, unit: Unit, settings: dict[str, Any], *, trial: bool = True) -> None:
        """Make the warm process, if the settings want one, and try the sandbox. Raises SandboxError."""
        self._files = unit.files
        self._warm: Warm | None = None
        self.kind = str(settings["sandbox"])
        self.gpu = bool(settings["devices"])
        self.modules = sorted(imports(cell["source"] for cell in unit.master["cells"] if cell["cell_type"] == "code"))
        self.hidden = tuple(settings["without_packages"])
        code = [
            (cell, unit.roles[key_of(cell, index)])
            for index, cell in enumerate(unit.master["cells"])
            if cell["cell_type"] == "code"
        ]
        # With what was handed out in the place of answers: for what a test loads and prepares before it asks.
        self.tests = [
            (unit.released[key_of(cell, index)] if role == "answer" else cell["source"])
            for index, cell in enumerate(unit.master["cells"])
            if cell["cell_type"] == "code" and (role := unit.roles[key_of(cell, index)]) in ("setup", "answer", "test")
        ]
        # What the course itself runs in a student's process, for what it loads: a cell that needs a student's function
        # ends there, with a NameError that nobody sees.
        locked = [cell["source"] for cell, role in code if role == "setup" or (role == "plain" and is_locked(cell))]
        if self.kind == "none":
            self.mode = "none"
            return
        self.limits = Limits(
            wall_seconds=settings["submission_seconds"] + GRACE_SECONDS,
            address_space_mebibytes=GPU_ADDRESS_SPACE_MEBIBYTES if self.gpu else settings["memory_mebibytes"],
            total_memory_mebibytes=settings["memory_mebibytes"],
            processes_count=settings["processes_count"],
            file_mebibytes=settings["file_mebibytes"],
            temporary_mebibytes=settings["temporary_mebibytes"],
        )
        self._folder = tempfile.TemporaryDirectory(prefix="nbviva-", ignore_cleanup_errors=True)
        Path(self._folder.name).chmod(0o755)
        rehearsal = Path(self._folder.name, "setup.json")
        rehearsal.write_text(json.dumps(locked), encoding="utf-8")
        self.box = Box(
            packages=_packages((*(name.partition(".")[0] for name in self.modules), *settings["packages"])),
            hidden=self.hidden,
            devices=tuple(Path(device) for device in settings["devices"]),
            folders=(
                *((Path(here), there) for here, there in settings["shown"].items()),
                *((Path(path), f"/box/files/{name}") for name, path in unit.files.items()),
                (rehearsal, "/box/setup.json"),
            ),
        )
        self.mode = "cold"
        self.why_cold = ""
        if settings["warm"] and not self.gpu:  # what CUDA keeps for a process does not survive a fork
            self.warm_up()
        if trial:
            selftest.require(self.box, self.limits, preload=() if self.mode == "warm" else None)

    def warm_up(self) -> None:
        """Make the warm process; where there can be none, start cold from here on."""
        self.close()
        loadable = tuple(name for name in self.modules if name.partition(".")[0] not in self.hidden and found(name))
        try:
            self._warm = Warm(self.box, ENTRY, self.limits, preload=(*loadable, "nbviva.preloaded"))
            self.mode = "warm"
        except SandboxError as problem:
            self.mode, self.why_cold = "cold", str(problem)

    def warm_up_again(self) -> None:
        """Make a new warm process in the place of the one there is, if there is one."""
        if self.mode == "warm":
            self.warm_up()

    def begin(self) -> Running:
        """A fresh process of a student. Raises SandboxError."""
        if self.kind == "none":
            return Unsandboxed(self._files, gpu=self.gpu)
        if self._warm is not None:
            try:
                return self._warm.start(self.limits)
            except SandboxError:
                self.mode = "cold"
                self._warm = None
        return Sandboxed(self.box, ENTRY, self.limits)

    def stands(self) -> bool:
        """Whether the warm process is there, if there should be one."""
        return self.mode != "warm" or (self._warm is not None and self._warm.alive)

    def descriptors(self) -> tuple[int, ...]:
        """What a fork that begins students needs of ours."""
        return () if self._warm is None else self._warm.descriptors()

    def not_held(self) -> list[str]:
        """Names of the limits that do not hold on this machine."""
        if self.kind == "none":
            return ["all"]
        with self.begin() as running:  # type: ignore[attr-defined]
            return [holding.name for holding in running.holdings() if not holding.holds]

    def close(self) -> None:
        """End the warm process, and any student that it still has."""
        if self._warm is not None:
            self._warm.close()
            self._warm = None


def found(name: str) -> bool:
    """Whether there is such a module here."""
    with contextlib.suppress(ImportError, ValueError, AttributeError):
        return importlib.util.find_spec(name) is not None
    return False


def _packages(names: Iterable[str]) -> tuple[Path, ...]:
    """The folders of packages that Python in the box would not find by itself: this one, and those not installed.

    A name is a top-level package, or a path. What lies in a folder of installed packages is shown with it.
    """
    sites = (*this_python().sites, this_python().prefix)
    places = {Path(__file__).parent: None}
    for name in names:
        if "/" in name:
            places[Path(name).absolute()] = None
            continue
        if name in sys.stdlib_module_names or name == "nbviva":
            continue
        spec = None
        with contextlib.suppress(ImportError, ValueError):
            spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin).resolve()
        place = origin.parent if origin.name == "__init__.py" else origin
        if not any(place.is_relative_to(site) for site in sites):
            places[place] = None
    return tuple(places)
