"""What a process inside tries, and that it gets nowhere. Every attempt is bounded, and harmless if it succeeds."""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sandbox_helpers import each_start, entry, inside, need_sandbox, opened, said

from nbviva.sandbox import Box, Limits, SandboxError, selftest
from nbviva.sandbox.interpreter import Python, this_python

AS_ROOT = os.geteuid() == 0
__all__ = ["each_start"]  # a fixture: pytest finds it by its name here
pytestmark = pytest.mark.usefixtures("each_start")


def test_self_test_passes_and_no_descriptor_comes_along(tmp_path: Path, each_start: str) -> None:
    need_sandbox()
    secret = tmp_path / "gradebook.db"
    secret.write_text("grades", encoding="utf-8")
    with secret.open("rb") as file:
        os.set_inheritable(file.fileno(), True)
        report = selftest.require(private=(tmp_path,), preload=None if each_start == "cold" else ())
    assert report.trusted


def test_memory_that_belongs_to_no_process_cannot_be_had(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            os.memfd_create("x")
            print("memfd")
        except OSError:
            pass
        if libc.shmget(0, 4096, 0o1600) >= 0:
            print("shmget")
        """,
    )
    assert said(ending) == ""


def test_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ending = inside(
            tmp_path,
            f"""
            for address in (("127.0.0.1", {port}), ("192.0.2.1", 80)):
                try:
                    socket.create_connection(address, 0.3)
                    print("connected")
                except OSError:
                    pass
            for family in (socket.AF_NETLINK, socket.AF_PACKET, socket.AF_ALG, socket.AF_VSOCK):
                try:
                    socket.socket(family, socket.SOCK_RAW if family != socket.AF_ALG else socket.SOCK_SEQPACKET)
                    print(family)
                except OSError:
                    pass
            """,
        )
    assert said(ending).strip() == ""


def test_first_process_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBVIVA_COURSE_SECRET", "hush")
    ending = inside(
        tmp_path,
        """
        print(sorted(os.environ))
        for name in ("environ", "cmdline"):
            try:
                print(open(f"/proc/1/{name}", "rb").read())
            except OSError:
                print("refused")
        """,
    )
    assert "NBVIVA" not in said(ending)
    assert "hush" not in said(ending)
    assert str(tmp_path) not in said(ending)


def test_what_the_examiner_reads_from_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "typed").write_text("hush", encoding="utf-8")
    before = os.dup(0)
    try:
        with (tmp_path / "typed").open("rb") as file:
            os.dup2(file.fileno(), 0)
            ending = inside(tmp_path, "print(os.read(0, 10), os.readlink('/proc/self/fd/0'))")
    finally:
        os.dup2(before, 0)
        os.close(before)
    assert said(ending).split() == ["b''", "/dev/null"]


@pytest.mark.skipif(not AS_ROOT, reason="only root can own root's files")
def test_a_file_of_roots_cannot_be_read_even_where_it_is_bound(tmp_path: Path) -> None:
    body = """
    try:
        print(open("/box/packages/extra/secret").read())
    except PermissionError:
        print("refused")
    """
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "secret").write_text("hush", encoding="utf-8")
    (extra / "secret").chmod(0o600)
    ending = inside(tmp_path, "", box=Box(packages=(entry(tmp_path, body), extra)))
    assert said(ending).strip() == "refused"


def test_setuid_programs_give_nothing(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        import subprocess
        for program in ("/usr/bin/su", "/usr/bin/sudo", "/usr/bin/pkexec"):
            if os.path.exists(program):
                words = [program, "-c", "id -u"] if program.endswith("su") else [program, "id", "-u"]
                print(subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=5).stdout.decode())
        for line in open("/proc/self/mountinfo"):
            if line.split()[4] == "/usr" and "nosuid" not in line.split()[5]:
                print("suid")
        """,
    )
    assert said(ending).strip() == ""


def test_no_further_namespaces(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        libc = ctypes.CDLL(None, use_errno=True)
        for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
            if libc.unshare(flag) == 0:
                print("unshare", hex(flag))
            number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
            child = libc.syscall(number, flag | 17, 0, 0, 0, 0)
            if child == 0:
                os._exit(0)
            if child > 0:
                os.waitpid(child, 0)
                print("clone", hex(flag))
        """,
    )
    assert said(ending) == ""


def test_processes_outside_cannot_be_signalled(tmp_path: Path) -> None:
    received = []
    before = signal.signal(signal.SIGUSR1, lambda *_: received.append(1))
    try:
        ending = inside(
            tmp_path,
            f"""
            for pid in (os.getppid(), {os.getpid()}, {os.getppid()}):
                try:
                    if pid > 2:
                        os.kill(pid, 10)
                        print("signalled", pid)
                except OSError:
                    pass
            os.kill(-1, 10)
            """,
        )
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert "signalled" not in said(ending)
    assert not received


def test_nothing_can_be_typed_into_a_terminal(tmp_path: Path) -> None:
    ending = inside(
        tmp_path,
        """
        import fcntl
        try:
            os.open("/dev/tty", os.O_RDWR)
            print("has a terminal")
        except OSError:
            pass
        try:
            fcntl.ioctl(os.openpty()[1], 0x5412, b"x")
            print("typed")
        except OSError as error:
            print(errno.errorcode[error.errno])
        """,
    )
    assert said(ending).strip() == "EPERM"


def test_installed_packages_work_inside(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    limits = replace(Limits(), wall_seconds=60)
    ending = inside(tmp_path, "import numpy; print(numpy.arange(4).sum(), numpy.ones((9, 9)) @ numpy.ones(9))", limits)
    assert said(ending).startswith("6 [9. 9.")


def _with_torch(tmp_path: Path) -> Python:
    """An interpreter with a package torch of this test's own (and a module of one file beside it)."""
    site = tmp_path / "site"
    (site / "torch").mkdir(parents=True)
    (site / "torch" / "__init__.py").write_text("tensor = float\n", encoding="utf-8")
    (site / "torch" / "nn.py").write_text("", encoding="utf-8")
    (site / "functorch.py").write_text("grad = 1\n", encoding="utf-8")
    return replace(this_python(), sites=(site,))


USE_TORCH = """
import torch
for use in ("torch.tensor(1.0)", "from torch import nn", "import torch.nn", "import functorch; functorch.grad"):
    try:
        exec(use)
        print("worked")
    except Exception as error:
        print(type(error).__name__, "graded without torch" in str(error))
print(os.listdir(os.path.dirname(torch.__file__)) if torch.__file__ else "")
"""


def test_a_hidden_package_says_why_it_is_not_there(tmp_path: Path) -> None:
    box = Box((entry(tmp_path, USE_TORCH),), hidden=("torch", "functorch"), python=_with_torch(tmp_path))
    lines = said(inside(tmp_path, "", box=box)).splitlines()
    assert lines[:3] == ["HiddenPackageError True"] * 3
    assert lines[3] == "AttributeError False"
    assert lines[4] == "['__init__.py']"


def test_a_package_that_is_not_hidden_is_there(tmp_path: Path) -> None:
    box = Box((entry(tmp_path, USE_TORCH),), python=_with_torch(tmp_path))
    assert said(inside(tmp_path, "", box=box)).splitlines()[:4] == ["worked"] * 4


@pytest.mark.parametrize("box", [{"packages": (Path("/nowhere.py"),)}, {"folders": ((Path("/nowhere"), "/box/data"),)}])
def test_no_box_no_process(box: dict[str, Any]) -> None:
    with pytest.raises(SandboxError) as refused, opened(Box(**box)):
        pass
    assert refused.value.code == "nothing_to_bind"


def test_a_folder_of_the_course_is_shown_and_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table").write_text("seven", encoding="utf-8")
    (tmp_path / "words").write_text("eight", encoding="utf-8")
    body = """
    print(open("/box/course/data/table").read(), open("/box/words").read())
    for name in ("/box/course/data/table", "/box/course/data/new", "/box/words", "/box/course/new"):
        try:
            open(name, "a")
            print("wrote", name)
        except OSError:
            pass
    """
    folders = ((tmp_path / "data", "/box/course/data"), (tmp_path / "words", "/box/words"))
    box = Box(packages=(entry(tmp_path, body),), folders=folders)
    assert said(inside(tmp_path, "", box=box)) == "seven eight\n"


def test_projects_kept_under_usr_are_not_there(tmp_path: Path) -> None:
    ending = inside(tmp_path, "print([os.listdir(p) for p in ('/usr/src', '/usr/local/src') if os.path.isdir(p)])")
    assert said(ending).strip() in ("[]", "[[]]", "[[], []]")
