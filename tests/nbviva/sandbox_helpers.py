"""What the tests of the sandbox share: run a few lines inside, or skip loudly where no sandbox can be made."""

from __future__ import annotations

import contextlib
import functools
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbviva.sandbox import Box, Ending, Limits, Running, Sandboxed, SandboxError, Warm, selftest

# Small, so that a test that goes wrong costs this machine little.
SMALL = Limits(
    wall_seconds=10,
    address_space_mebibytes=400,
    total_memory_mebibytes=200,
    processes_count=12,
    file_mebibytes=4,
    open_files_count=64,
    temporary_mebibytes=8,
    home_mebibytes=4,
    shared_memory_mebibytes=4,
    stray_output_kibibytes=16,
)


@functools.cache
def no_sandbox() -> str:
    """Why no sandbox can be made here, or ""."""
    try:
        selftest.check()
    except SandboxError as error:
        return f"{error.code}: {error}"
    return ""


def need_sandbox() -> None:
    if no_sandbox():
        pytest.skip(f"NO SANDBOX ON THIS MACHINE, so its walls are not tested: {no_sandbox()}")


def entry(folder: Path, body: str, name: str = "attempt") -> Path:
    """A module of the student's: `body` is what main(channel) does; what it prints is the Ending's stray output."""
    file = folder / f"{name}.py"
    lines = "import os, sys, time, socket, ctypes, errno\n\ndef main(channel):\n"
    file.write_text(lines + textwrap.indent(textwrap.dedent(body), "    "), encoding="utf-8")
    return file


STARTS = ("cold", "warm")
_start = "cold"


@pytest.fixture(params=STARTS)
def each_start(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways of starting: `opened` and `inside` follow it, so a test that uses it runs once cold and once warm."""
    global _start
    _start = request.param
    yield request.param
    _start = "cold"


@contextlib.contextmanager
def opened(box: Box, limits: Limits = SMALL, name: str = "attempt", preload: tuple[str, ...] = ()) -> Iterator[Running]:
    """A student's process, started in the way that is being tested."""
    need_sandbox()
    with contextlib.ExitStack() as stack:
        if _start == "cold":
            yield stack.enter_context(Sandboxed(box, name, limits))
        else:
            yield stack.enter_context(stack.enter_context(Warm(box, name, limits, preload)).start())


def inside(folder: Path, body: str, limits: Limits = SMALL, box: Box | None = None) -> Ending:
    """Run `body` in a sandbox and wait for its end."""
    box = box or Box(packages=(entry(folder, body),))
    with opened(box, limits) as student:
        return student.wait(limits.wall_seconds + 15)


def said(ending: Ending) -> str:
    return ending.stray_output.decode()
