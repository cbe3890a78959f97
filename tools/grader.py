"""Runs nbgrader in a course folder, sealed off from the settings and records of whoever starts it.

A file ~/.jupyter/nbgrader_config.py may name a real class's folder and gradebook; nothing of that gets in here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from nbviva.sandbox import SandboxError, selftest


class NbgraderError(RuntimeError):
    """An nbgrader command ended with an error; the message tells what it complained of, `log` all that it said."""

    def __init__(self, command: str, log: str) -> None:
        lines = log.strip().splitlines()
        first = next((number for number, line in enumerate(lines) if "| ERROR]" in line), max(0, len(lines) - 5))
        super().__init__("\n".join([f"{command} failed:", *lines[first:]]))
        self.log = log


def environment(private: Path) -> dict[str, str]:
    """The environment for Jupyter programs that keep their own files in `private` and read nobody else's settings."""
    temporary = private / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    dropped = ("JUPYTER", "IPYTHON", "MPLBACKEND")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return inherited | {
        # nbgrader calls alembic by name
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]),
        "JUPYTER_NO_CONFIG": "1",
        "TMPDIR": str(temporary),  # without settings Jupyter makes an empty folder for them, and leaves it there
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "IPYTHONDIR": str(private / "ipython"),
    }


@cache
def no_sandbox() -> str:
    """Why submissions cannot be examined in a sandbox on this machine, or "" where they can."""
    try:
        selftest.require()
    except SandboxError as problem:
        return str(problem)
    return ""


def nbgrader(
    course: Path,
    *arguments: str,
    private: Path,
    gradebook: Path | None = None,
    said: Callable[[str], None] | None = None,
    program: str = "nbgrader",
    settings: Mapping[str, str] | None = None,
) -> str:
    """Run a command of nbgrader (or of `program` "nbviva") in the folder `course` and return what it logged.

    `gradebook` is `course`/gradebook.db unless given. `private` is a folder for Jupyter's own files. `said` is called
    with each line as it comes; `settings` are further environment variables. What is graded here are answers of our own:
    where no sandbox can be made, they are graded without. Raises NbgraderError.
    """
    if arguments[0] == "autograde" and no_sandbox():
        arguments = (*arguments, "--Viva.sandbox=none")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", {"nbgrader": "nbgrader", "nbviva": "nbviva.cli"}[program], *arguments),
            f"--CourseDirectory.root={course}",
            f"--CourseDirectory.db_url=sqlite:///{gradebook or course / 'gradebook.db'}",
        ],
        cwd=course,
        env=environment(private) | dict(settings or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    log: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        log.append(line)
        if said is not None:
            said(line.rstrip("\n"))
    if process.wait() != 0:
        raise NbgraderError(" ".join([program, *arguments]), "".join(log))
    return "".join(log)
