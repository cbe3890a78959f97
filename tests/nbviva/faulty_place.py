"""Real faults of a place for tests: a file system of our own that is too small, rights that bind root, another program."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
held.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
print("released", flush=True)
"""


@contextmanager
def mounted(place: Path, mebibytes: int) -> Iterator[Path]:
    """An empty file system of this size at `place`. Skips, loudly, where none may be mounted."""
    place.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(place)]
    done = subprocess.run(made, capture_output=True, text=True, check=False) if os.geteuid() == 0 else None
    if done is None or done.returncode:
        pytest.skip(f"NO FILE SYSTEM CAN BE MOUNTED HERE, so a full disk is not tested: {done and done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path, but: int = 0) -> Path:
    """A file that leaves so many bytes of the file system free; return it."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 16)):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - but))
    return filler


def bound_by_rights() -> None:
    """Let this process heed the modes of files although it may be root's: it gives up what lets root ignore them."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capget(header, data):
        raise OSError(ctypes.get_errno(), "capget")
    for number in range(3):  # effective, permitted, inheritable
        data[number] &= ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    if libc.capset(header, data):
        raise OSError(ctypes.get_errno(), "capset")


def in_child(work: Callable[[], Any]) -> Any:
    """What `work` gives back (plain data) when another process does it, which may give up rights. Raises what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = {"made": work()}
        except BaseException:
            said = {"broken": traceback.format_exc()}
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    said = json.loads(content)
    assert "broken" not in said, said["broken"]
    return said["made"]


class Holder:
    """Another program that holds a gradebook until it is told to let go."""

    def __init__(self, gradebook: Path, how: str = "BEGIN EXCLUSIVE") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(gradebook), how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "held\n"

    def release(self) -> None:
        """Let go, and end."""
        if self._process.poll() is None:
            self._process.communicate("\n", timeout=60)
