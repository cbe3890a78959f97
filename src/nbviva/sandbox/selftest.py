"""Try the sandbox before trusting it: canaries are laid outside, and a probe inside must not get at them.

Each canary is first reached from outside, so that a broken canary cannot pass for a good sandbox.
"""

import contextlib
import json
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbviva.sandbox.bubblewrap import ENVIRONMENT, HERE, HOME_INSIDE, Box
from nbviva.sandbox.launch import Sandboxed
from nbviva.sandbox.limits import MEBIBYTE, Holding, Limits
from nbviva.sandbox.running import Running
from nbviva.sandbox.selftest_probe import CHECKS, MESSAGE_BYTES
from nbviva.sandbox.warm import Warm
from nbviva.sandbox.words import SandboxError

PROBE = HERE / "selftest_probe.py"
SECONDS = 30.0
NAMESPACES = ("user", "pid", "net", "mnt", "uts", "ipc")
LONGEST_PLACE = 70
SCRATCH_ROOM = 4096  # tmpfs rounds its size up to a page


@dataclass(frozen=True)
class Check:
    """One try: `name` is a key of words.CHECKS, `found` is empty if the sandbox held."""

    name: str
    found: str

    @property
    def passed(self) -> bool:
        """True if the sandbox held."""
        return not self.found


@dataclass(frozen=True)
class Report:
    """All tries, and which limits hold."""

    checks: tuple[Check, ...]
    holdings: tuple[Holding, ...]

    @property
    def trusted(self) -> bool:
        """True if every try failed as it should."""
        return all(check.passed for check in self.checks)


@contextlib.contextmanager
def _canaries() -> Iterator[dict[str, Any]]:
    """Files, a TCP port and UNIX sockets (one by path, one abstract) that anybody on this machine can reach."""
    with contextlib.ExitStack() as stack:
        # The path of a socket has at most 107 characters; a folder for temporary files may lie deeper than that.
        place = None if len(tempfile.gettempdir()) < LONGEST_PLACE else "/tmp"
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nbviva-canary-", dir=place)))
        folder.chmod(0o755)
        files = [folder / "open", folder / "private"]
        for file, mode in zip(files, (0o644, 0o600), strict=True):
            file.write_text("canary", encoding="ascii")
            file.chmod(mode)
        names = [str(folder / "socket"), f"\0nbviva-canary-{os.getpid()}-{secrets.token_hex(4)}"]
        for name in names:
            server = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            server.bind(name)
            server.listen(8)
            if not name.startswith("\0"):
                Path(name).chmod(0o777)  # anybody may connect, so that nothing but the sandbox stands in the way
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
                client.connect(name)
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=8))
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), 5).close()
        yield {"files": [str(file) for file in files], "sockets": names, "port": port}


def private_paths(bound: tuple[Path, ...], folders: tuple[Path, ...]) -> list[str]:
    """What lies in `folders` and must not exist inside: all of it but what leads to a bound folder.

    A course that lies *in* a bound folder is thereby found out, and the sandbox refused.
    """
    kept: list[str] = []
    for folder in folders:
        if folder == Path("/"):
            continue
        with contextlib.suppress(OSError):
            for entry in sorted(folder.iterdir())[:200]:
                if not any(source.is_relative_to(entry) for source in bound):
                    kept.append(str(entry))
    return kept


def _home(bound: tuple[Path, ...]) -> tuple[Path, ...]:
    """The home folder, unless the account has none of its own: those of services lie in /usr, or nowhere."""
    try:
        home = Path.home()
    except RuntimeError:
        return ()
    return () if any(home.is_relative_to(source) for source in bound) else (home,)


def _answer(student: Running, ask: dict[str, Any]) -> dict[str, str]:
    student.channel.settimeout(SECONDS)
    reply = b""
    try:
        student.channel.sendall(json.dumps(ask).encode() + b"\n")
        while not reply.endswith(b"\n") and len(reply) < MESSAGE_BYTES:
            piece = student.channel.recv(65536)
            if not piece:
                break
            reply += piece
        said = json.loads(reply)
    except (OSError, ValueError):
        said = {}
    return {name: said[name] if type(said.get(name)) is str else "no answer" for name in CHECKS}


def check(
    box: Box | None = None,
    limits: Limits | None = None,
    *,
    private: tuple[Path, ...] = (),
    drop_root: bool = True,
    preload: tuple[str, ...] | None = None,
) -> Report:
    """Try a sandbox like `box`. `private`: folders (a course, a gradebook) of which nothing may be seen inside.

    The home folder and the working folder are always among them. preload: try the warm start, with these modules; by
    default the cold one is tried. Raises SandboxError where no box can be made.
    """
    box = box or Box()
    limits = replace(limits or Limits(), wall_seconds=SECONDS)
    shown = (*box.python.sites, *box.packages, *(source for source, _ in box.folders))
    bound = (box.python.prefix, *shown, Path("/usr"), Path("/etc"))
    folders = tuple(dict.fromkeys((*private, *_home(bound), Path.cwd())))
    sizes = {
        "/tmp": limits.temporary_mebibytes * MEBIBYTE + SCRATCH_ROOM,
        HOME_INSIDE: limits.home_mebibytes * MEBIBYTE + SCRATCH_ROOM,
        "/dev/shm": limits.shared_memory_mebibytes * MEBIBYTE + SCRATCH_ROOM,
    }
    with _canaries() as ask:
        ask |= {
            "private": private_paths(bound, folders),
            "environment": [*ENVIRONMENT, "PWD"],
            "sizes": sizes,
            "namespaces": {name: [str(Path("/proc/self/ns", name).readlink())] for name in NAMESPACES},
            "address_space_bytes": limits.address_space_mebibytes * MEBIBYTE,
        }
        probe_box = replace(box, packages=(*box.packages, PROBE))
        with contextlib.ExitStack() as stack:
            if preload is None:
                student: Running = stack.enter_context(Sandboxed(probe_box, PROBE.stem, limits, drop_root=drop_root))
            else:
                warm = stack.enter_context(Warm(probe_box, PROBE.stem, limits, preload, drop_root=drop_root))
                for name in NAMESPACES:
                    ask["namespaces"][name].append(warm.namespaces[name])
                student = stack.enter_context(warm.start())
            found = _answer(student, ask)
            holdings = student.holdings()
    return Report(tuple(Check(name, found[name]) for name in CHECKS), holdings)


def require(
    box: Box | None = None,
    limits: Limits | None = None,
    *,
    private: tuple[Path, ...] = (),
    preload: tuple[str, ...] | None = None,
) -> Report:
    """`check`, or SandboxError (`untrusted_sandbox`) naming what did not hold."""
    report = check(box, limits, private=private, preload=preload)
    if not report.trusted:
        broken = "; ".join(f"{check.name}: {check.found}" for check in report.checks if not check.passed)
        raise SandboxError("untrusted_sandbox", broken)
    return report
