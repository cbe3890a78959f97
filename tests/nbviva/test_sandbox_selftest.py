"""The self-test must notice a broken sandbox: each test takes one wall away and expects a refusal that names it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox_helpers import need_sandbox

from nbviva.sandbox import Box, Limits, SandboxError, launch, selftest, starting
from nbviva.sandbox.bubblewrap import Plan
from nbviva.sandbox.selftest_probe import CHECKS
from nbviva.sandbox.words import CHECKS as SENTENCES

Words = list[str | Path | bytes]


def without(*names: str) -> Callable[[Words], Words]:
    """Take single words away."""
    return lambda words: [word for word in words if word not in names]


def without_option(name: str, count: int) -> Callable[[Words], Words]:
    """Take an option with `count` values away, every time it stands there."""

    def change(words: Words) -> Words:
        kept: Words = []
        skip = 0
        for word in words:
            if word == name:
                skip = count + 1
            if skip:
                skip -= 1
            else:
                kept.append(word)
        return kept

    return change


def adding(*more: str | Path) -> Callable[[Words], Words]:
    """Put words before the step that makes the root read-only."""
    return lambda words: [*words[:-8], *more, *words[-8:]]


BROKEN: dict[str, tuple[str, Callable[[Words], Words]]] = {
    "the network of the machine": ("canary_port", without("--unshare-net")),
    "abstract sockets of the machine": ("canary_socket", without("--unshare-net")),
    "the root folder is bound": (
        "canary_file",
        adding("--ro-bind", Path("/"), "/host", "--ro-bind", Path("/tmp"), "/tmp"),
    ),
    "sockets can be reached by path": ("canary_socket", adding("--ro-bind", Path("/tmp"), "/tmp")),
    "the working folder is bound": ("private_folders", adding("--ro-bind", Path.cwd(), str(Path.cwd()))),
    "processes of the machine": ("other_processes", without("--unshare-pid")),
    "the terminal of the machine": ("other_processes", without("--new-session")),
    "messages of the machine": ("namespaces", without("--unshare-ipc")),
    "the machine's name": ("namespaces", without("--unshare-uts", "--hostname", "box")),
    "no seccomp filter": ("filter", without_option("--seccomp", 1)),
    "a writable root": ("read_only", without_option("--remount-ro", 1)),
    "file systems without a size": ("temporary", without_option("--size", 1)),
    "a variable comes along": ("environment", adding("--setenv", "COURSE_SECRET", "hush")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_missing_wall_is_noticed(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    need_sandbox()
    check, change = BROKEN[what]
    real = launch.plan

    def broken(box: Box, limits: Limits, entry: str, seccomp: bytes) -> Plan:
        plan = real(box, limits, entry, seccomp)
        return dataclasses.replace(plan, arguments=tuple(change(list(plan.arguments))))

    monkeypatch.setattr(launch, "plan", broken)
    with pytest.raises(SandboxError) as refused:
        selftest.require()
    assert refused.value.code == "untrusted_sandbox"
    assert f"{check}: " in refused.value.detail


def test_a_descriptor_that_comes_along_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    need_sandbox()
    careless = (selftest.HERE / "inside.py").read_text(encoding="utf-8").replace("if other > CHANNEL:", "if False:")
    (tmp_path / "inside.py").write_text(careless, encoding="utf-8")
    real = launch.plan

    def broken(box: Box, limits: Limits, entry: str, seccomp: bytes) -> Plan:
        plan = real(box, limits, entry, seccomp)
        words = [tmp_path / "inside.py" if word == selftest.HERE / "inside.py" else word for word in plan.arguments]
        return dataclasses.replace(plan, arguments=tuple(words))

    real_line = launch.command_line

    def leaking(start: starting.Starting, *rest: object) -> list[str]:
        start.give(os.open("/etc/passwd", os.O_RDONLY))
        return real_line(start, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(launch, "plan", broken)
    monkeypatch.setattr(launch, "command_line", leaking)
    with pytest.raises(SandboxError, match="descriptors: open"):
        selftest.require()


def test_a_limit_that_is_not_set_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    need_sandbox()
    real = launch.plan

    def broken(box: Box, limits: Limits, entry: str, seccomp: bytes) -> Plan:
        return real(box, dataclasses.replace(limits, address_space_mebibytes=1 << 20), entry, seccomp)

    monkeypatch.setattr(launch, "plan", broken)
    with pytest.raises(SandboxError, match="memory: mapped"):
        selftest.require()


def test_a_probe_that_does_not_answer_is_no_pass(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    need_sandbox()
    silent = tmp_path / "silent.py"
    silent.write_text("def main(channel): return 0\n", encoding="utf-8")
    monkeypatch.setattr(selftest, "PROBE", silent)
    report = selftest.check()
    assert not any(check.passed for check in report.checks)


def test_every_check_has_its_sentence() -> None:
    assert list(CHECKS) == list(SENTENCES)


def test_a_course_inside_a_bound_folder_is_noticed(tmp_path: Path) -> None:
    need_sandbox()
    (tmp_path / "package" / "gradebook").mkdir(parents=True)
    box = Box(packages=(tmp_path / "package",))
    assert selftest.check(box, private=(tmp_path,)).trusted
    report = selftest.check(box, private=(Path("/usr/lib"),))
    assert [check.name for check in report.checks if not check.passed] == ["private_folders"]


def test_a_deep_folder_for_temporary_files_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket's path is short; a runner's TMPDIR need not be."""
    need_sandbox()
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    assert selftest.check().trusted
