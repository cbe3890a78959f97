"""The same walls and verdicts as an ordinary user: root runs them once more under a number that owns nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox_helpers import need_sandbox

import nbviva

NUMBER = 1_899_000_000 + os.getpid() % 1_000_000  # in no table of users


def _everyone_reaches(path: Path) -> bool:
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (path, *path.parents) if part.is_dir())


def _python() -> str:
    """An interpreter of this version that an ordinary user can reach."""
    for name in (sys.executable, shutil.which(f"python3.{sys.version_info[1]}", path="/usr/bin:/usr/local/bin")):
        if name and _everyone_reaches(Path(name).resolve().parent):
            return name
    pytest.skip("NO PYTHON THAT AN ORDINARY USER CAN REACH: the walls are tested as root only")


@pytest.mark.skipif(os.geteuid() != 0, reason="already run by an ordinary user")
def test_the_walls_and_the_engine_as_an_ordinary_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    need_sandbox()
    python = _python()
    here = Path(__file__).parent
    site = Path(pytest.__file__).parents[1]
    source = Path(nbviva.__file__).parents[1]
    if not all(map(_everyone_reaches, (here, site, source))):
        pytest.skip("THE CHECKOUT CANNOT BE READ BY AN ORDINARY USER: the walls are tested as root only")
    base = Path("/tmp", f"nbviva-{NUMBER}")
    base.mkdir(mode=0o700)
    os.chown(base, NUMBER, NUMBER)
    try:
        done = subprocess.run(
            [python, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={base / 'pytest'}"]
            + [str(here / f"test_sandbox_{name}.py") for name in ("walls", "limits", "selftest", "parts", "warm")]
            + [str(here / "test_examination.py")],
            env={"PYTHONPATH": f"{source}:{site}", "HOME": str(base), "PATH": "/usr/bin:/bin", "TMPDIR": str(base)},
            cwd=here.parents[1],
            user=NUMBER,
            group=NUMBER,
            extra_groups=[],
            capture_output=True,
            text=True,
            timeout=400,
        )
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(done.stdout[-3000:])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "NO SANDBOX" not in done.stdout
