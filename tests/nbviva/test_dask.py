"""Grading on a Dask cluster: the same verdicts as without, and a worker that dies costs nothing but time."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engine import need_engine
from oven_course import UNIT, hand_in, make
from test_cli import CONFIG, run, verdict
from tiny_master import ANSWERS

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_engine()
    root = tmp_path_factory.mktemp("dask") / "course"
    root.mkdir()
    made = make(root)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for number in range(4):
        hand_in(made, f"s{number}", ANSWERS if number % 2 else {})
    return root


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def plain(found: Any) -> Any:
    """A verdict without what another run may have otherwise."""
    kept = {name: value for name, value in found.items() if name not in ("seconds", "sandbox")}
    return kept | {"cells": [{k: v for k, v in cell.items() if k != "seconds"} for cell in found["cells"]]}


@pytest.mark.slow
def test_a_cluster_gives_the_same_verdicts(course: Path, cluster: Any, tmp_path: Path) -> None:
    done = run(course, "grade", UNIT)
    assert done.returncode in (0, 3), done.stderr
    alone = [plain(verdict(course, f"s{number}")) for number in range(4)]
    done = run(course, "grade", UNIT, "--force", "--scheduler", cluster.scheduler_address)
    assert "4 recorded" in done.stdout, done.stdout + done.stderr
    assert [plain(verdict(course, f"s{number}")) for number in range(4)] == alone
    assert [one["points"] for one in alone] == [0, 5, 0, 5]


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing_but_time(course: Path, cluster: Any) -> None:
    run(course, "grade", UNIT)
    before = [plain(verdict(course, f"s{number}")) for number in range(4)]
    killed: list[int] = []

    def kill() -> None:
        time.sleep(6)
        killed.append(next(iter(cluster.workers.values())).pid)
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    done = run(course, "grade", UNIT, "--force", "--scheduler", cluster.scheduler_address)
    killer.join()
    assert killed
    assert "4 recorded" in done.stdout, done.stdout + done.stderr
    assert [plain(verdict(course, f"s{number}")) for number in range(4)] == before


def test_a_scheduler_that_is_not_there_is_named(course: Path) -> None:
    done = run(course, "grade", UNIT, "--force", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 1
    assert "No Dask scheduler answered at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
