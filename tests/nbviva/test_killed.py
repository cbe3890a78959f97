"""A run that is killed at any moment, in any of its processes, and started again ends as an undisturbed one does."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from engine import need_engine
from oven_course import UNIT, course, hand_in, make, rows
from test_cli import CONFIG
from tiny_master import ANSWERS

FEW, MANY = 2, 20
SLOW = "import time\ntime.sleep(0.2)\ndef warm(t):\n    return t + 1"
CLASS = {
    "ada": ANSWERS,
    "bob": ANSWERS | {"warm": "def warm(t):\n    return t"},
    "cyd": ANSWERS | {"warm": SLOW},
    "dan": {},
    "eva": ANSWERS | {"cool": "def cool(t):\n    import os\n    os._exit(3)"},
    "fay": ANSWERS | {"warm": SLOW, "cool": "def cool(t):\n    raise ValueError('no')"},
}


def start(root: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {"JUPYTER_NO_CONFIG": "1", "IPYTHONDIR": str(root / ".ipython"), "HOME": str(root)}
    command = [sys.executable, "-m", "nbviva.cli", "grade", UNIT, "--workers=2"]
    return subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for each in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def result(root: Path) -> Any:
    """What a run leaves: rows, and verdicts but for what a clock says."""
    verdicts = {}
    for path in sorted(root.glob("autograded/*/*/verdict.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for verdict in content["notebooks"]:
            verdict.pop("seconds")
            verdict["sandbox"].pop("start")  # a warm process that was killed is replaced, or not
            for cell in verdict["cells"]:
                cell.pop("seconds")
        verdicts[path.parent.parent.name] = content
    return rows(course(root)), verdicts


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any, float]:
    """A course before its grading, what its grading leaves, and how long it took."""
    need_engine()
    root = tmp_path_factory.mktemp("ovens") / "course"
    root.mkdir()
    made = make(root)
    (root / "nbgrader_config.py").write_text(CONFIG + "c.Viva.call_seconds = 20.0\n", encoding="utf-8")
    for name, answers in CLASS.items():
        hand_in(made, name, answers)
    (root / ".nbviva").mkdir()
    (root / ".nbviva" / "secret").write_bytes(bytes(32))
    (root / ".nbviva" / "secret").chmod(0o600)
    graded = root.with_name("graded")
    shutil.copytree(root, graded)
    began = time.monotonic()
    run = start(graded)
    said, _ = run.communicate(timeout=120)
    assert run.returncode == 3, said.decode()  # one of them broke a limit: a person should look
    return root, result(graded), time.monotonic() - began


def check(undisturbed: tuple[Path, Any, float], folder: Path, times: int) -> None:
    root, expected, seconds = undisturbed
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for number in range(times):
        place = folder / f"try{number}"
        shutil.copytree(root, place)
        run = start(place)
        moment = chance.uniform(0.0, seconds)
        time.sleep(moment)
        alive = family(run.pid)
        victim = run.pid if chance.random() < 0.4 else chance.choice(alive)
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        said, _ = run.communicate(timeout=240)
        again = start(place)
        more, _ = again.communicate(timeout=240)
        told = f"seed {seed}, try {number}, at {moment:.2f} s\n{said.decode()}\n{more.decode()}"
        assert again.returncode == 3, told
        assert result(place) == expected, told
        left = [pid for pid in alive if _is_ours(pid, place)]
        assert not left, told
        shutil.rmtree(place)


def _is_ours(pid: int, place: Path) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink() == place and "(" in Path(f"/proc/{pid}/stat").read_text()
    return False


def test_killed_at_a_few_random_moments(undisturbed: tuple[Path, Any, float], tmp_path: Path) -> None:
    check(undisturbed, tmp_path, FEW)


@pytest.mark.slow
def test_killed_at_many_random_moments(undisturbed: tuple[Path, Any, float], tmp_path: Path) -> None:
    check(undisturbed, tmp_path, MANY)
