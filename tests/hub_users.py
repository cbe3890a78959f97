"""Ordinary accounts made for a test, and commands run under them. Root only; everything is removed again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

import nbviva
from course import ROOT

DOCUMENT = ROOT / "docs" / "jupyterhub.md"


def everyone_reaches(path: Path) -> bool:
    """Whether an account that owns nothing can come to this folder."""
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (path, *path.parents) if part.is_dir())


def reachable_python() -> str:
    """An interpreter of this version that ordinary accounts can start; skips the test where there is none."""
    for name in (sys.executable, shutil.which(f"python3.{sys.version_info[1]}", path="/usr/bin:/usr/local/bin")):
        if name and everyone_reaches(Path(name).resolve().parent):
            return name
    pytest.skip("NO PYTHON THAT AN ORDINARY ACCOUNT CAN REACH: two students on one machine are not tested")


def block(first_line: str) -> str:
    """The piece of docs/jupyterhub.md that begins with this line: what stands there is what is tested."""
    found = re.search(rf"^```\w*\n({re.escape(first_line)}\n.*?)^```", DOCUMENT.read_text("utf-8"), re.S | re.M)
    assert found is not None, f"{DOCUMENT.name} has no piece that begins with {first_line!r}"
    return found[1]


class Account:
    """One account, with a home of its own."""

    def __init__(self, name: str, base: Path, python: str) -> None:
        self.name, self.base, self.python = name, base, python
        self.home = base / "home" / name
        made = subprocess.run(
            ["useradd", "--user-group", "--no-create-home", "--home-dir", str(self.home), "--shell", "/bin/sh", name],
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
        self.uid, self.gid = (
            int(subprocess.run(["id", letter, name], capture_output=True, text=True).stdout) for letter in ("-u", "-g")
        )
        self.home.mkdir(parents=True, mode=0o700)
        self.own(self.home)

    def own(self, *paths: Path) -> None:
        """Make the files this account's."""
        for path in paths:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
            if path.is_dir() and not path.is_symlink():
                self.own(*path.iterdir())

    def run(
        self,
        *words: str,
        cwd: Path | None = None,
        extra: Mapping[str, str] | None = None,
        seconds: float = 500,
        stdin: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Run Python with these words as this account, under the widest umask that is usual."""
        source, site = Path(nbviva.__file__).parents[1], Path(pytest.__file__).parents[1]
        env = {
            "HOME": str(self.home),
            "USER": self.name,
            "PATH": f"{self.base / 'bin'}:/usr/bin:/bin",
            "PYTHONPATH": f"{source}:{site}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "JUPYTER_CONFIG_PATH": str(self.base / "etc"),
            "JUPYTER_PATH": str(site.parents[2] / "share" / "jupyter"),
            "LANG": "C.UTF-8",
        }
        return subprocess.run(
            [self.python, *words],
            cwd=cwd or self.home,
            env=env | dict(extra or {}),
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            umask=0o022,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
        )

    def nbgrader(self, *words: str, cwd: Path | None = None) -> str:
        """Run an nbgrader command; what it said. Fails where the command does."""
        done = self.run("-m", "nbgrader", *words, cwd=cwd)
        assert done.returncode == 0, f"{self.name}: nbgrader {' '.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def remove(self) -> None:
        """Remove the account; another program may hold the table of accounts for a moment."""
        for _ in range(20):
            done = subprocess.run(["userdel", self.name], capture_output=True, text=True)
            if done.returncode in (0, 6):
                return
            time.sleep(0.5)
        raise AssertionError(f"the account {self.name} could not be removed: {done.stderr}")


def commands(base: Path, python: str) -> None:
    """What nbgrader calls by name, for an interpreter whose environment the accounts cannot enter."""
    (base / "bin").mkdir(mode=0o755)
    for name, words in {"alembic": "-m alembic.config", "nbgrader": "-m nbgrader"}.items():
        program = base / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{python}" {words} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
