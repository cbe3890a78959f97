"""The parts of the sandbox that need none to be tested: filter, limits, control groups, arguments."""

from __future__ import annotations

import errno
import os
import platform
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from nbviva.sandbox import ENDINGS, NOT_HELD, REFUSALS, Box, Limits, SandboxError, bubblewrap, seccomp, starting
from nbviva.sandbox.cgroups import ControlGroup, own_groups
from nbviva.sandbox.interpreter import Python, this_python
from nbviva.sandbox.limits import what_holds

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS, EAFNOSUPPORT = (0x00050000 | error for error in (errno.EPERM, errno.ENOSYS, errno.EAFNOSUPPORT))


def run_filter(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the kernel would do: a classic BPF machine of the five instructions that the filter uses."""
    words = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, ARCH[machine] if arch is None else arch, 0, *words)
    lines = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = lines[at]
        at += 1
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif code == 0x06:
            return value
        else:
            holds = {0x15: accumulator == value, 0x25: accumulator > value, 0x45: bool(accumulator & value)}[code]
            at += if_true if holds else if_false


@pytest.mark.parametrize("machine", ARCH)
def test_filter_refuses_what_it_lists(machine: str) -> None:
    column = list(ARCH).index(machine)
    for name, numbers in seccomp.DENIED.items():
        number = numbers[column]
        if number is not None:
            assert run_filter(machine, number) == EPERM, name
    assert run_filter(machine, seccomp.MISSING["clone3"][column]) == ENOSYS


@pytest.mark.parametrize("machine", ARCH)
def test_filter_looks_at_arguments(machine: str) -> None:
    column = list(ARCH).index(machine)
    clone, ioctl = seccomp.CLONE[column], seccomp.IOCTL[column]
    assert run_filter(machine, clone, 0x003D0F00) == ALLOW  # a thread, as the C library makes them
    assert run_filter(machine, clone, 17) == ALLOW  # fork
    for bit in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert run_filter(machine, clone, 17 | bit) == EPERM
    assert run_filter(machine, ioctl, 0, 0x5401) == ALLOW  # TCGETS
    assert run_filter(machine, ioctl, 0, 0x5412) == EPERM
    # The kernel looks at the low half of the request only, so the filter must too.
    assert run_filter(machine, ioctl, 0, 0x1_0000_5412) == EPERM
    for numbers in (seccomp.SOCKET, seccomp.SOCKETPAIR):
        for family in range(46):
            assert run_filter(machine, numbers[column], family) == (ALLOW if family in (1, 2, 10) else EAFNOSUPPORT)
    assert run_filter(machine, seccomp.PERSONALITY[column], 0xFFFFFFFF) == ALLOW
    assert run_filter(machine, seccomp.PERSONALITY[column], 0x0040000) == EPERM


@pytest.mark.parametrize("machine", ARCH)
def test_filter_knows_no_other_numbers(machine: str) -> None:
    assert run_filter(machine, seccomp.LAST_KNOWN_CALL + 1) == ENOSYS
    assert run_filter(machine, 0x40000000 | 272) == ENOSYS  # x32
    assert run_filter(machine, 1, arch=0x40000003) == KILL  # i386
    column = list(ARCH).index(machine)
    named = {numbers[column] for numbers in seccomp.DENIED.values()} | {435}
    special = {pair[column] for pair in (seccomp.SOCKET, seccomp.SOCKETPAIR)}
    for number in range(seccomp.LAST_KNOWN_CALL + 1):
        assert (run_filter(machine, number) == ALLOW) == (number not in named | special), number


def test_filter_of_an_unknown_processor() -> None:
    assert not seccomp.supported("riscv64")
    with pytest.raises(SandboxError) as refused:
        seccomp.program("riscv64")
    assert refused.value.code == "no_filter"


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), "5", True, None])
def test_limits_are_positive_numbers(value: object) -> None:
    with pytest.raises(ValueError, match="wall_seconds"):
        Limits(wall_seconds=value)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="processes_count"):
        Limits(processes_count=value)  # type: ignore[arg-type]


def test_limits_count_whole_things() -> None:
    with pytest.raises(ValueError, match="file_mebibytes"):
        Limits(file_mebibytes=1.5)  # type: ignore[arg-type]


def test_each_limit_is_in_the_record() -> None:
    for root in (True, False):
        for group in (True, False):
            held = what_holds(uid_zero=root, cgroup_memory=group, cgroup_processes=group)
            assert [holding.name for holding in held] == list(Limits().as_numbers())
            assert all(holding.holds or holding.why_not in NOT_HELD for holding in held)
            processes = next(holding for holding in held if holding.name == "processes_count")
            assert processes.holds == (group or not root)


def test_codes_are_snake_case_and_have_one_sentence() -> None:
    for table in (REFUSALS, ENDINGS, NOT_HELD):
        for code, sentence in table.items():
            assert code == code.lower() and code.replace("_", "").isalpha()
            assert sentence.endswith((".", ";"))


def test_groups_of_a_process() -> None:
    assert own_groups("8:pids:/a\n2:cpu,cpuacct:/b:c\n0::/\n") == {
        "pids": "/a",
        "cpu": "/b:c",
        "cpuacct": "/b:c",
        "": "/",
    }


def test_first_version_of_control_groups(tmp_path: Path) -> None:
    for controller in ("memory/own", "pids"):
        (tmp_path / controller).mkdir(parents=True)
    group = ControlGroup(Limits(), tmp_path, "4:memory:/own\n8:pids:/\n0::/\n")
    assert group.memory and group.processes
    (made,) = (tmp_path / "pids").iterdir()
    assert int((made / "pids.max").read_text()) == Limits().processes_count + 2
    (made,) = (tmp_path / "memory/own").iterdir()
    assert int((made / "memory.limit_in_bytes").read_text()) == 4096 << 20
    (made / "memory.oom_control").write_text("under_oom 0\noom_kill 2\n")
    assert group.memory_kills() == 2


def test_second_version_of_control_groups(tmp_path: Path) -> None:
    (tmp_path / "user.slice").mkdir()
    (tmp_path / "cgroup.controllers").write_text("memory pids\n")
    group = ControlGroup(Limits(), tmp_path, "0::/user.slice\n")
    assert group.memory and group.processes
    (made,) = (path for path in (tmp_path / "user.slice").iterdir() if path.is_dir())
    assert (made / "memory.max").read_text() == str(4096 << 20)
    group.admit(1, 2)
    assert (made / "cgroup.procs").read_text() == "2"


def test_a_group_that_takes_no_process_does_not_hold(tmp_path: Path) -> None:
    for controller in ("memory", "pids"):
        (tmp_path / controller).mkdir()
    group = ControlGroup(Limits(), tmp_path, "4:memory:/\n8:pids:/\n")
    (made,) = (tmp_path / "pids").iterdir()
    (made / "cgroup.procs").mkdir()  # cannot be written
    group.admit(1)
    assert group.memory
    assert not group.processes


def test_groups_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    dead, alive = tmp_path / "pids/nbviva-99999999-0", tmp_path / f"pids/nbviva-{os.getpid()}-999999"
    for folder in (dead, alive):
        folder.mkdir(parents=True)
    ControlGroup(Limits(), tmp_path, "8:pids:/\n")
    assert not dead.exists()
    assert alive.exists()


def test_no_control_groups(tmp_path: Path) -> None:
    group = ControlGroup(Limits(), tmp_path / "nothing", "0::/\n")
    assert not group.memory and not group.processes
    assert group.memory_kills() == 0
    group.remove()


@pytest.mark.parametrize("wide", ["/", "/usr", str(Path.cwd()), str(Path.cwd().parent)])
def test_a_folder_with_too_much_in_it_is_not_bound(wide: str) -> None:
    with pytest.raises(SandboxError) as refused:
        bubblewrap.plan(Box(packages=(Path(wide),)), Limits(), "x", b"")
    assert refused.value.code == "too_wide"


def test_an_interpreter_in_the_home_folder_itself_is_not_bound() -> None:
    with pytest.raises(SandboxError, match="home"):
        bubblewrap.plan(Box(python=Python(Path("/x"), Path.home(), ())), Limits(), "x", b"")


def test_only_what_is_needed_is_bound(tmp_path: Path) -> None:
    module = tmp_path / "entry.py"
    module.write_text("", encoding="utf-8")
    sources = bubblewrap.plan(Box(packages=(module,)), Limits(), "entry", b"").sources()
    python = this_python()
    allowed = {Path("/usr"), Path("/etc/ld.so.cache"), Path("/etc/alternatives"), python.prefix, *python.sites, module}
    system = {Path("/", name) for name in ("lib", "lib64", "lib32", "bin", "sbin")}
    assert set(sources) <= allowed | system | {bubblewrap.HERE / "inside.py"}
    assert not any(Path.cwd().is_relative_to(source) or Path.home().is_relative_to(source) for source in sources)


def test_no_path_of_the_machine_in_the_arguments(tmp_path: Path) -> None:
    plan = bubblewrap.plan(Box(), replace(Limits(), wall_seconds=1), "entry", b"")
    assert plan.command[1:] == ("-I", "-S", "-B", "/box/inside.py")


def test_user_number_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting.os, "geteuid", lambda: 1000)
    assert starting.uid_outside() is None
    monkeypatch.setattr(starting.os, "geteuid", lambda: 0)
    monkeypatch.setattr(starting, "_mapped", lambda number, table: number == 65534)
    assert starting.uid_outside() == 65534  # a container that knows few numbers
    monkeypatch.setattr(starting, "_mapped", lambda number, table: False)
    assert starting.uid_outside() is None


def test_filter_of_this_machine_exists() -> None:
    if not seccomp.supported():
        pytest.skip(f"NO SECCOMP FILTER FOR {platform.machine()}: submissions cannot be examined here")
    assert len(seccomp.program()) % 8 == 0
