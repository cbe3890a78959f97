"""On another device everything earns what it earns on the CPU: on CUDA where there is one, else on a stand-in for it.

The stand-in (standin.py) has numbers, an autograd and CUDA's refusal to mix devices, but the CPU's arithmetic: it proves
where tensors live, never how a GPU rounds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
UNITS = sorted(path.parent.name for path in (ROOT / "source").glob("*/*.ipynb"))
SECONDS = 1800.0


@cache
def no_cuda() -> str:
    """Why nothing can be tried on CUDA here; empty where it can."""
    program = "import byhand; print(byhand.device())"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "BYHAND_DEVICE": "cuda"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return "" if ran.returncode == 0 else ran.stderr.strip().splitlines()[-1]


@pytest.fixture
def cuda() -> None:
    """Skip, loudly, where there is none."""
    if no_cuda():
        pytest.skip(f"NO CUDA DEVICE HERE, SO NOTHING WAS TRIED ON A GPU: {no_cuda()}")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled stand-in; skips, loudly, where there is no compiler."""
    if shutil.which("g++") is None:
        pytest.skip("NO g++ HERE, SO NOTHING WAS TRIED ON A SECOND DEVICE WITH NUMBERS")
    made = tmp_path_factory.mktemp("standin") / "standin.so"
    subprocess.run([sys.executable, HERE / "standin.py", made], check=True, timeout=600)
    return made


def run(device: str, *arguments: object) -> str:
    """What on_device.py prints about that device; fails the test with it where something differs."""
    ran = subprocess.run(
        [sys.executable, HERE / "on_device.py", *map(str, arguments)],
        env={**os.environ, "BYHAND_DEVICE": device},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    return ran.stdout


@pytest.mark.gpu
@pytest.mark.parametrize("unit", UNITS)
def test_the_bank_earns_the_same_on_cuda(unit: str, cuda: None) -> None:
    assert "0 differ" in run("cuda", "bank", unit)


@pytest.mark.gpu
@pytest.mark.parametrize("unit", UNITS)
def test_the_reference_notebook_earns_everything_on_cuda(unit: str, cuda: None) -> None:
    assert "0 differences" in run("cuda", "notebooks", unit)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_the_bank_earns_the_same_on_a_second_device(unit: str, library: Path) -> None:
    assert "0 differ" in run("standin", "bank", unit, "--library", library)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_the_reference_notebook_earns_everything_on_a_second_device(unit: str, library: Path) -> None:
    assert "0 differences" in run("standin", "notebooks", unit, "--library", library)


@pytest.mark.slow
def test_a_tensor_of_another_device_crosses_the_wire_and_stays_there(library: Path) -> None:
    ran = subprocess.run([sys.executable, HERE / "crossing.py", library], capture_output=True, text=True, timeout=300)
    assert (ran.returncode, ran.stdout.strip()) == (0, "crossed"), ran.stdout + ran.stderr[-3000:]
