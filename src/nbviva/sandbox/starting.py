"""How bubblewrap is started: the descriptors that it inherits, and who it is started as.

Both ways of starting a student's process use it (cold: sandbox.launch, warm: sandbox.warm). It must never pass a
descriptor, a variable or an argument that is not named here.
"""

import contextlib
import itertools
import json
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path

from nbviva.sandbox.bubblewrap import HERE, Plan, find_bwrap
from nbviva.sandbox.words import SandboxError

_counter = itertools.count()


def uid_outside() -> int | None:
    """The user number to become when we are root: one that owns nothing, or None when there is no choice."""
    if os.geteuid() != 0:
        return None
    own = 1_900_000_000 + (os.getpid() * 64 + next(_counter) % 64) % 100_000_000
    for candidate in (own, 65_534):
        if all(_mapped(candidate, Path(f"/proc/self/{kind}_map")) for kind in ("uid", "gid")):
            return candidate
    return None


def _mapped(number: int, table: Path) -> bool:
    try:
        lines = [[int(word) for word in line.split()] for line in table.read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError):
        return False
    return any(first <= number < first + count for first, _, count in lines)


def _memory_file(content: bytes) -> int:
    descriptor = os.memfd_create("nbviva", 0)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


class Starting:
    """The descriptors of one start, closed together whatever happens."""

    def __init__(self) -> None:
        self.passed: list[int] = []  # the child's
        self.stack = contextlib.ExitStack()

    def give(self, descriptor: int) -> int:
        """Hand a descriptor to the child; ours is closed after the start."""
        self.passed.append(descriptor)
        self.stack.callback(os.close, descriptor)
        return descriptor

    def pipe(self, *, child_reads: bool) -> int:
        """A pipe to or from the child; our end, which the caller closes."""
        reading, writing = os.pipe()
        self.give(reading if child_reads else writing)
        return writing if child_reads else reading


def command_line(start: Starting, todo: Plan, extra: list[str], channel: int, uid: int | None) -> list[str]:
    """The program and arguments to start: stage.py, on the way to bwrap."""
    words = [str(start.give(_memory_file(item))) if isinstance(item, bytes) else item for item in todo.arguments]
    words += extra
    sources = todo.sources()
    staged = {
        "uid": uid,
        "parent": os.getpid(),
        "program": str(find_bwrap()),
        "sources": [str(source) for source in sources],
        "arguments": [sources.index(word) if isinstance(word, Path) else word for word in words],
        "command": [*todo.command, str(channel)],
    }
    plan_file = start.give(_memory_file(json.dumps(staged).encode()))
    python = getattr(sys, "_base_executable", sys.executable)
    return [python, "-I", "-S", "-B", str(HERE / "stage.py"), str(plan_file)]


def run(start: Starting, command: list[str], output: int) -> "subprocess.Popen[bytes]":
    """Start what `command_line` gave, with an empty environment and its output going to one descriptor."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env={},
        cwd="/",
        pass_fds=start.passed,
    )


def readable(descriptor: int, deadline: float) -> bool:
    """Wait until there is something to read, or an end; False at the deadline."""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(max(0.0, deadline - time.monotonic())))


def first_process(info: int, deadline: float) -> int | None:
    """The number of the first process of bwrap's PID namespace, as `--info-fd` says it; None if it does not."""
    said = b""
    while not said.rstrip().endswith(b"}"):
        piece = os.read(info, 4096) if readable(info, deadline) else b""
        if not piece:
            return None
        said += piece
    return int(json.loads(said)["child-pid"])


def refusal(said: bytes) -> SandboxError:
    """The error for a box that did not come to stand, from what bwrap said."""
    text = said[:500].decode("utf-8", "replace").strip()
    denied = ("No permissions to create", "Creating new namespace failed", "setting up uid map")
    return SandboxError("user_namespaces_denied" if any(sign in text for sign in denied) else "bubblewrap_failed", text)
