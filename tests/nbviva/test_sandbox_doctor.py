"""The doctor's report: what it says of a good machine, of a bad one, and with which exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from sandbox_helpers import need_sandbox

from nbviva import doctor
from nbviva.sandbox import Holding, SandboxError, selftest
from nbviva.sandbox.selftest import Check, Report
from nbviva.sandbox.words import REFUSALS


@pytest.fixture
def with_bwrap(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if bwrap were there, whether it is or not."""
    monkeypatch.setattr(doctor, "find_bwrap", lambda: Path("/usr/bin/bwrap"))
    monkeypatch.setattr(doctor, "version", lambda bwrap: (0, 11, 0))


def test_a_good_machine(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    need_sandbox()
    (tmp_path / "gradebook.db").write_text("", encoding="utf-8")
    assert doctor.main([str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "FAIL" not in text
    assert "\033" not in text
    assert text.rstrip().endswith("Submissions can be examined on this machine.")
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.usefixtures("with_bwrap")
@pytest.mark.parametrize("code", REFUSALS)
def test_a_machine_without_a_sandbox(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: object, **kwargs: object) -> Report:
        raise SandboxError(code, "bwrap: said\033[31m this")

    monkeypatch.setattr(selftest, "check", refuse)
    assert doctor.main([]) == 1
    text = capsys.readouterr().out
    assert REFUSALS[code].split()[0] in text
    assert "How to mend it" in text
    assert "\033" not in text
    assert text.rstrip().endswith("must not be examined on this machine as it is.")


@pytest.mark.usefixtures("with_bwrap")
def test_a_sandbox_with_a_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report((Check("canary_file", "read ['/x']"),), (Holding("total_memory_mebibytes", why_not="no_cgroup"),))
    monkeypatch.setattr(selftest, "check", lambda *args, **kwargs: report)
    diagnosis = doctor.examine()
    text = doctor.render(diagnosis)
    assert not diagnosis.healthy
    assert "FAIL  Files of this machine cannot be read" in text
    assert "systemd-run" in text


@pytest.mark.usefixtures("with_bwrap")
def test_a_limit_that_is_not_held_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report((Check("canary_file", ""),), (Holding("total_memory_mebibytes", why_not="no_cgroup"),))
    monkeypatch.setattr(selftest, "check", lambda *args, **kwargs: report)
    diagnosis = doctor.examine()
    assert diagnosis.healthy
    assert "  --    total memory" in doctor.render(diagnosis)
    assert "\033[33m" in doctor.render(diagnosis, colour=True)


@pytest.mark.parametrize(
    ("file", "content", "cause"),
    [
        ("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", "apparmor"),
        ("proc/sys/kernel/unprivileged_userns_clone", "0\n", "userns_off"),
        ("proc/sys/user/max_user_namespaces", "0\n", "userns_none"),
        (".dockerenv", "", "container"),
        ("run/.containerenv", "", "container"),
    ],
)
def test_causes(tmp_path: Path, file: str, content: str, cause: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(content, encoding="ascii")
    assert doctor.causes("user_namespaces_denied", tmp_path) == [cause]
    assert cause in doctor.MENDS


def test_no_cause_is_invented(tmp_path: Path) -> None:
    assert doctor.causes("bubblewrap_failed", tmp_path) == []
    assert doctor.causes("no_bubblewrap", tmp_path) == ["no_bubblewrap"]
