"""Control groups for the sum over a sandbox's processes: made where this machine lets us, honestly absent elsewhere.

Version 1 (as the administrator) and version 2 (where the own group is delegated). A group is a child of our own,
never a change of our own; it is removed when its last process is gone.
"""

import contextlib
import itertools
import os
import time
from pathlib import Path

from nbviva.sandbox.limits import MEBIBYTE, Limits

ROOT = Path("/sys/fs/cgroup")
BWRAP_PROCESSES = 2  # the monitor outside and the first process inside, which a student did not start
_counter = itertools.count()


def own_groups(text: str) -> dict[str, str]:
    """Controller -> path of our group, from the text of /proc/self/cgroup; version 2 stands under the name ""."""
    groups: dict[str, str] = {}
    for line in text.splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            groups[controller] = path
    return groups


def _write(path: Path, value: object) -> bool:
    try:
        path.write_text(str(value), encoding="ascii")
    except OSError:
        return False
    return True


def _sweep(parent: Path) -> None:
    """Remove the groups of runs that were killed; one with a process in it cannot be removed."""
    for folder in parent.glob("nbviva-*-*"):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


class ControlGroup:
    """The groups of one sandbox; `memory` and `processes` say which sums are limited."""

    def __init__(self, limits: Limits, root: Path = ROOT, membership: str | None = None) -> None:
        """Make what can be made below our own groups; never raises for a machine that allows none."""
        self._folders: dict[Path, str] = {}  # folder -> what it limits
        self._events: list[Path] = []
        self.memory = self.processes = False
        if membership is None:
            try:
                membership = Path("/proc/self/cgroup").read_text(encoding="ascii")
            except OSError:
                return
        groups = own_groups(membership)
        name = f"nbviva-{os.getpid()}-{next(_counter)}"
        if (root / "cgroup.controllers").exists():
            self._second_version(root / groups.get("", "/").lstrip("/"), name, limits)
        else:
            self._first_version(root, groups, name, limits)

    def _make(self, folder: Path, limited: str) -> bool:
        _sweep(folder.parent)
        try:
            folder.mkdir()
        except OSError:
            return False
        self._folders[folder] = limited
        return True

    def _first_version(self, root: Path, groups: dict[str, str], name: str, limits: Limits) -> None:
        bytes_allowed = limits.total_memory_mebibytes * MEBIBYTE
        memory = root / "memory" / groups.get("memory", "/").lstrip("/") / name
        if "memory" in groups and self._make(memory, "memory"):
            self.memory = _write(memory / "memory.limit_in_bytes", bytes_allowed)
            _write(memory / "memory.memsw.limit_in_bytes", bytes_allowed)  # absent where swap is not counted
            self._events.append(memory / "memory.oom_control")
        processes = root / "pids" / groups.get("pids", "/").lstrip("/") / name
        if "pids" in groups and self._make(processes, "processes"):
            self.processes = _write(processes / "pids.max", limits.processes_count + BWRAP_PROCESSES)

    def _second_version(self, own: Path, name: str, limits: Limits) -> None:
        # Refused (EBUSY) where our own group holds processes and is not the root: then nothing is delegated to us.
        _write(own / "cgroup.subtree_control", "+memory +pids")
        folder = own / name
        if not self._make(folder, "both"):
            return
        self.memory = _write(folder / "memory.max", limits.total_memory_mebibytes * MEBIBYTE)
        _write(folder / "memory.swap.max", 0)
        self.processes = _write(folder / "pids.max", limits.processes_count + BWRAP_PROCESSES)
        self._events.append(folder / "memory.events")

    def admit(self, *pids: int) -> None:
        """Move processes in; a group that takes none of them no longer counts as holding."""
        for folder, limited in self._folders.items():
            taken = [_write(folder / "cgroup.procs", pid) for pid in pids]
            if not all(taken):
                self.memory = self.memory and limited == "processes"
                self.processes = self.processes and limited == "memory"

    def memory_kills(self) -> int:
        """How many processes of the group the kernel ended for want of memory."""
        total = 0
        for path in self._events:
            with contextlib.suppress(OSError, ValueError):
                for line in path.read_text(encoding="ascii").splitlines():
                    key, _, value = line.partition(" ")
                    total += int(value) if key == "oom_kill" else 0
        return total

    def remove(self) -> None:
        """Remove the groups; a group is busy for a moment after its last process died, so try for a second."""
        for folder in self._folders:
            for _ in range(100):
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.01)
                else:
                    break
        self._folders = {}
