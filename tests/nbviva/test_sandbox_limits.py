"""Limits and endings: floods, loops and daemons stop where they should, and the record says why. All are bounded."""

from __future__ import annotations

import functools
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sandbox_helpers import SMALL, each_start, entry, inside, need_sandbox, opened, said

from nbviva.sandbox import Box, launch, selftest, warm
from nbviva.sandbox.cgroups import ControlGroup

__all__ = ["each_start"]  # a fixture: pytest finds it by its name here
pytestmark = pytest.mark.usefixtures("each_start")


def test_named_endings(tmp_path: Path) -> None:
    assert inside(tmp_path, "return 0").code == "ended"
    failed = inside(tmp_path, "return 3")
    assert (failed.code, failed.exit_status) == ("failed", 3)
    raised = inside(tmp_path, "1 / 0")
    assert raised.code == "failed"
    assert "ZeroDivisionError" in said(raised)
    crashed = inside(tmp_path, "os.kill(os.getpid(), 11)")
    assert (crashed.code, crashed.signal_number) == ("crashed", signal.SIGSEGV)


def test_a_loop_that_ignores_every_signal_ends_at_the_wall_clock(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        import signal
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            pass
        """,
        replace(SMALL, wall_seconds=0.5),
    )
    assert ending.code == "wall_clock"
    assert ending.seconds < 5


def test_stop_ends_it(tmp_path: Path) -> None:
    with opened(Box(packages=(entry(tmp_path, "time.sleep(60)"),))) as student:
        with pytest.raises(TimeoutError):
            student.wait(0.05)
        assert student.stop().code == "stopped"


def without_cgroups(monkeypatch: pytest.MonkeyPatch, empty: Path) -> None:
    for module in (launch, warm):
        monkeypatch.setattr(module, "ControlGroup", functools.partial(ControlGroup, root=empty))


def test_fork_flood_is_held(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        count = 0
        for _ in range(200):
            try:
                if os.fork() == 0:
                    time.sleep(8)
                    os._exit(0)
            except OSError:
                break
            count += 1
        print(count)
        """,
    )
    held = next(holding for holding in ending.holdings if holding.name == "processes_count")
    assert held.holds == (int(said(ending)) <= SMALL.processes_count)
    assert held.holds
    assert ending.seconds < 6, "the children must die with the sandbox, not when they please"


def test_fork_flood_is_held_without_a_control_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_cgroups(monkeypatch, tmp_path)
    test_fork_flood_is_held(tmp_path)


def test_what_does_not_hold_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_cgroups(monkeypatch, tmp_path)
    holdings = {holding.name: holding for holding in inside(tmp_path, "return 0").holdings}
    assert not holdings["total_memory_mebibytes"].holds
    assert holdings["total_memory_mebibytes"].why_not == "no_cgroup"
    assert holdings["processes_count"].by == "RLIMIT_NPROC"


def test_memory_flood_is_held(tmp_path: Path) -> None:
    ending = inside(tmp_path, "held = [bytearray(50 << 20) for _ in range(20)]")
    assert ending.code == "memory_limit"


def test_memory_of_many_processes_is_held_where_a_control_group_can_be_made(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        for _ in range(3):
            if os.fork() == 0:
                held = bytearray(b"x") * (120 << 20)
                time.sleep(2)
                os._exit(0)
        for _ in range(3):
            os.wait()
        """,
    )
    held = next(holding for holding in ending.holdings if holding.name == "total_memory_mebibytes")
    if not held.holds:
        pytest.skip(f"NO CONTROL GROUP ON THIS MACHINE ({held.why_not}): the sum over processes is not held")
    assert ending.code == "memory_limit"


@pytest.mark.parametrize(("folder", "mebibytes"), [("/tmp", 8), ("/home/student", 4), ("/dev/shm", 4)])
def test_disk_flood_is_held(tmp_path: Path, folder: str, mebibytes: int) -> None:
    ending = inside(
        tmp_path,
        f"""
        total = 0
        for number in range(40):
            try:
                with open(f"{folder}/{{number}}", "wb", buffering=0) as file:
                    for _ in range(2):
                        total += file.write(bytes(1 << 19))
            except OSError as error:
                print(errno.errorcode[error.errno], total >> 20)
                break
        """,
    )
    assert said(ending).split() == ["ENOSPC", str(mebibytes)]


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        try:
            os.truncate(os.open("/tmp/x", os.O_CREAT | os.O_RDWR), 5 << 20)
        except OSError as error:
            print(errno.errorcode[error.errno])
        """,
    )
    assert said(ending).strip() == "EFBIG"


def test_limits_cannot_be_raised(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        import resource
        for name in ("RLIMIT_AS", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE"):
            limit = getattr(resource, name)
            soft, hard = resource.getrlimit(limit)
            try:
                resource.setrlimit(limit, (hard + 1, hard + 1))
                print(name)
            except (ValueError, OSError):
                pass
        print(soft, hard)
        """,
    )
    assert said(ending).split() == ["0", "0"]


def test_flood_of_a_socket_that_nobody_reads_only_costs_time(tmp_path: Path) -> None:
    ending = inside(tmp_path, "while True: channel.sendall(bytes(65536))", replace(SMALL, wall_seconds=0.5))
    assert ending.code == "wall_clock"


def test_flood_of_stray_output_is_cut(tmp_path: Path) -> None:
    ending = inside(tmp_path, "for _ in range(400): os.write(1, bytes(65536))")
    assert ending.code == "ended"
    assert len(ending.stray_output) == 16 * 1024
    assert ending.stray_bytes_lost == 400 * 65536 - 16 * 1024


def test_endless_stray_output_ends_at_the_wall_clock(tmp_path: Path) -> None:
    ending = inside(tmp_path, "while True: os.write(1, bytes(65536))", replace(SMALL, wall_seconds=0.5))
    assert ending.code == "wall_clock"
    assert ending.seconds < 5


def test_a_daemon_dies_with_the_sandbox(tmp_path: Path) -> None:
    body = """
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            channel.sendall(b"d")
            time.sleep(60)
        os._exit(0)
    os.wait()
    """
    with opened(Box(packages=(entry(tmp_path, body),))) as student:
        student.channel.settimeout(5)
        assert student.channel.recv(1) == b"d"
        assert student.wait(15).code == "ended"
        assert student.channel.recv(1) == b"", "whoever held the other end is gone"


STARTING = {
    "cold": 'student = Sandboxed(box, "attempt", Limits())',
    "warm": 'warm = Warm(box, "attempt", Limits()); student = warm.start()',
}


def test_the_sandbox_dies_with_its_examiner(tmp_path: Path, each_start: str) -> None:
    need_sandbox()
    file = entry(tmp_path, "time.sleep(60)")
    examiner = f"""
import sys, time
from pathlib import Path
from nbviva.sandbox import Box, Limits, Sandboxed, Warm
box = Box(packages=(Path({str(file)!r}),))
{STARTING[each_start]}
for line in open(f"/proc/self/fdinfo/{{student._init}}"):
    if line.startswith("Pid:"):
        print(line.split()[1], flush=True)
time.sleep(60)
"""
    source = Path(selftest.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{source}:{os.environ.get('PYTHONPATH', '')}"}
    with subprocess.Popen([sys.executable, "-c", examiner], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        first = os.pidfd_open(int(process.stdout.readline()))
        process.kill()
        process.wait()
    try:
        assert select.select([first], [], [], 5)[0], "the first process inside outlived the examiner"
    finally:
        os.close(first)
        time.sleep(0.1)
        ControlGroup(SMALL).remove()  # sweeps up after the examiner that was killed
