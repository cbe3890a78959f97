"""The warm start: what it adds to the cold one, whose walls and limits are tested for both starts.

A student must find nothing of the one before, many must leave nothing behind, and a warm process that is dead, stuck,
or no use must be said to be so, in bounded time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sandbox_helpers import SMALL, entry, need_sandbox, said

from nbviva.sandbox import Box, Ending, Limits, SandboxError, Warm, bubblewrap, selftest, warm
from nbviva.sandbox.bubblewrap import Plan
from nbviva.sandbox.words import REFUSALS

# Runs the Python text that comes over the channel.
ENTRY = """
text = b""
while piece := channel.recv(65536):
    text += piece
exec(text.decode(), {**globals(), "channel": channel})
"""


@pytest.fixture(autouse=True)
def _here() -> None:
    need_sandbox()


def warm_one(folder: Path, preload: tuple[str, ...] = (), limits: Limits = SMALL, box: Box | None = None) -> Warm:
    return Warm(replace(box or Box(), packages=(entry(folder, ENTRY),)), "attempt", limits, preload)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    need_sandbox()
    folder = tmp_path_factory.mktemp("entry")
    with warm_one(folder) as made:
        yield made


def run(source: Warm, code: str, limits: Limits | None = None) -> Ending:
    with source.start(limits) as student:
        student.channel.sendall(code.encode())
        student.channel.shutdown(1)
        return student.wait(30)


def warm_pid(source: Warm) -> int:
    """The number of the warm process itself: the child of the first process of the outer box."""
    assert source._init is not None
    first = warm._number(source._init)
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    return int(children[0])


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except FileNotFoundError:  # it has ended since its parent named it
        return found
    for child in children:
        found += [int(child), *descendants(int(child))]
    return found


def test_a_student_finds_nothing_of_the_one_before(shared: Warm) -> None:
    leave = """
import builtins, os, sys
for folder in ("/tmp", "/home/student", "/dev/shm"):
    open(folder + "/left", "w").write("hush")
builtins.left = sys.left = os.environ["LEFT"] = "hush"
sys.modules["left"] = sys
pty = os.openpty()
os.set_blocking(0, False)
os.chdir("/tmp")
print(os.listdir("/dev/pts"))
"""
    find = """
import builtins, os, sys
print([os.listdir(folder) for folder in ("/tmp", "/home/student", "/dev/shm", ".")], os.listdir("/dev/pts"))
print(hasattr(builtins, "left"), hasattr(sys, "left"), "LEFT" in os.environ, "left" in sys.modules, os.getcwd())
print(os.get_blocking(0))
"""
    with shared.start() as first:  # it still runs while the other one looks round
        first.channel.sendall((leave + "sys.stdout.flush()\nchannel.send(b'd')\ntime.sleep(20)").encode())
        first.channel.shutdown(1)
        first.channel.settimeout(10)
        assert first.channel.recv(1) == b"d"
        assert said(run(shared, find)).splitlines() == [
            "[[], [], [], []] ['ptmx']",
            "False False False False /home/student",
            "True",
        ]
        assert said(first.stop()).strip() == "['0', 'ptmx']"


def test_students_draw_different_numbers(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    code = "import random, numpy; print(random.random(), numpy.random.random())"
    with warm_one(tmp_path, ("numpy", "numpy.random", "random")) as source:
        drawn = [said(run(source, code)).split() for _ in range(2)]
    assert len({number for pair in drawn for number in pair}) == 4


def test_what_is_preloaded_is_there_at_once(tmp_path: Path) -> None:
    with warm_one(tmp_path, ("decimal",)) as source:
        assert said(run(source, "print('decimal' in sys.modules, 'wave' in sys.modules)")) == "True False\n"
    with warm_one(tmp_path) as source:
        assert said(run(source, "print('decimal' in sys.modules)")) == "False\n"


def test_a_student_shares_no_namespace_with_the_warm_process(shared: Warm) -> None:
    own = said(run(shared, "print(*[os.readlink('/proc/self/ns/' + n) for n in sorted(os.listdir('/proc/self/ns'))])"))
    alike = {link.split(":")[0] for link in set(own.split()) & set(shared.namespaces.values())}
    assert alike == {"time"}  # the machine's: nothing inside can set a clock


def test_further_namespaces_are_forbidden_twice(shared: Warm) -> None:
    assert said(run(shared, "print(open('/proc/sys/user/max_user_namespaces').read())")).strip() == "0"
    line = "print([l for l in open('/proc/self/status') if l.startswith(('Seccomp:', 'NoNewPrivs:', 'CapBnd:'))])"
    assert "Seccomp:\\t2" in said(run(shared, line))
    denied = "import ctypes; l = ctypes.CDLL(None, use_errno=True); print(l.unshare(0x10000000), ctypes.get_errno())"
    assert said(run(shared, denied)).split() == ["-1", "1"]


def test_the_first_process_cannot_be_touched(shared: Warm) -> None:
    code = """
for name in ("mem", "fd/1", "maps", "environ", "root"):
    try:
        os.close(os.open("/proc/1/" + name, os.O_RDONLY))
        print("opened", name)
    except OSError:
        pass
print(open("/proc/1/cmdline").read().replace(chr(0), " "), flush=True)
for number in range(1, 32):
    if number not in (9, 19):
        os.kill(1, number)
os.kill(1, 9)
os._exit(5)
"""
    ending = run(shared, code)
    assert ending.exit_status == 5, "a signal reached the first process"
    assert said(ending).count("\n") == 1
    assert "/box/warm_server.py" in said(ending)
    assert "opened" not in said(ending)


def test_loopback_is_there_as_in_a_cold_start(shared: Warm) -> None:
    code = """
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname(), 2).close()
    print("connected")
"""
    assert said(run(shared, code)).strip() == "connected"


# A grandchild without a parent ends before the student does, and must not be taken for it.
ORPHAN = """
if os.fork() == 0:
    if os.fork() == 0:
        time.sleep(0.1)
        os._exit(3)
    os._exit(4)
os.wait()
time.sleep(0.3)
os._exit(5)
"""


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("os._exit(7)", ("failed", 7, None)),
        ("os._exit(137)", ("failed", 137, None)),  # a status that bwrap could not tell from a signal
        ("raise SystemExit(0)", ("ended", 0, None)),
        ("raise SystemExit(4)", ("failed", 4, None)),
        ("os.kill(os.getpid(), 9)", ("crashed", None, 9)),
        ("ctypes.string_at(0)", ("crashed", None, 11)),
        ("os.abort()", ("crashed", None, 6)),
        ("raise MemoryError", ("memory_limit", 86, None)),
        ("os.close(0); os.close(1); os.close(2); os.close(3)", ("ended", 0, None)),
        ("import atexit; atexit.register(os._exit, 9)", ("failed", 9, None)),
        (ORPHAN, ("failed", 5, None)),
    ],
)
def test_endings(shared: Warm, code: str, ending: tuple[str, int | None, int | None]) -> None:
    found = run(shared, code)
    assert (found.code, found.exit_status, found.signal_number) == ending


def test_nobody_else_holds_the_channel_or_the_output(shared: Warm) -> None:
    with shared.start() as student:
        student.channel.sendall(b"os.write(1, b'x'); os.close(1); os.close(2); channel.close(); time.sleep(20)")
        student.channel.shutdown(1)
        student.channel.settimeout(5)
        assert student.channel.recv(1) == b""
        deadline = time.monotonic() + 5
        while student._stray != b"x" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not student._read_stray(), "the stray output has not come to its end"


def test_limits_are_those_of_the_start(shared: Warm) -> None:
    code = """
import resource
print(resource.getrlimit(resource.RLIMIT_NOFILE)[1], os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize >> 20)
time.sleep(5)
"""
    ending = run(shared, code, replace(SMALL, open_files_count=50, temporary_mebibytes=3, wall_seconds=0.5))
    assert said(ending).split() in (["50", "3"], [])  # buffered output may be lost at the wall clock
    assert ending.code == "wall_clock"
    assert said(run(shared, code.replace("time.sleep(5)", ""))).split() == ["64", "8"]


def open_files(pid: int) -> list[str]:
    found = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that this listing is read from
            found.append(str(path.readlink()).split("[")[0])
    return sorted(found)


def groups() -> int:
    return sum(1 for _ in Path("/sys/fs/cgroup").glob(f"*/**/nbviva-{os.getpid()}-*"))


def test_hundreds_of_students_leave_nothing_behind(shared: Warm) -> None:
    inner = warm_pid(shared)
    assert shared._init is not None
    outer = warm._number(shared._init)
    run(shared, "pass")
    before = (open_files(os.getpid()), open_files(inner), groups())
    began = time.monotonic()
    for number in range(200):
        with shared.start() as student:
            if number % 4 == 0:
                student.stop()
                continue
            student.channel.sendall(b"os._exit(1)" if number % 2 else b"os.fork(); os.kill(os.getpid(), 9)")
            student.channel.shutdown(1)
            student.wait(10)
    print(f"{(time.monotonic() - began) / 200 * 1000:.1f} ms each")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and descendants(outer) != [inner]:
        time.sleep(0.01)  # the outer box's first process takes leave of the last one
    assert descendants(outer) == [inner]
    assert (open_files(os.getpid()), open_files(inner), groups()) == before


def test_a_warm_process_that_was_killed_is_said_to_be_gone(tmp_path: Path) -> None:
    with warm_one(tmp_path) as source:
        os.kill(warm_pid(source), signal.SIGKILL)
        began = time.monotonic()
        with pytest.raises(SandboxError) as refused:
            source.start()
        assert refused.value.code == "warm_gone"
        assert time.monotonic() - began < 3


def test_a_student_dies_with_the_warm_process(tmp_path: Path) -> None:
    with warm_one(tmp_path) as source, source.start() as student:
        os.kill(warm_pid(source), signal.SIGKILL)
        ending = student.wait(5)
        assert (ending.code, ending.signal_number) == ("crashed", signal.SIGKILL)


def test_a_warm_process_that_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with warm_one(tmp_path) as source:
        monkeypatch.setattr(warm, "START_SECONDS", 0.5)
        pid = warm_pid(source)
        gone = os.pidfd_open(pid)
        os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        for _ in range(2):
            with pytest.raises(SandboxError) as refused:
                source.start()
            assert refused.value.code == "warm_gone"
        assert time.monotonic() - began < 5
        assert not source.alive
        assert select.select([gone], [], [], 5)[0]
        os.close(gone)


def test_closing_ends_everything(tmp_path: Path) -> None:
    source = warm_one(tmp_path)
    gone = os.pidfd_open(warm_pid(source))
    student = source.start()
    source.close()
    assert select.select([gone], [], [], 5)[0]
    os.close(gone)
    assert student.wait(5).code == "crashed"
    student.channel.close()
    with pytest.raises(SandboxError) as refused:
        source.start()
    assert refused.value.code == "warm_gone"
    source.close()


def module(folder: Path, text: str) -> Box:
    file = folder / "held.py"
    file.write_text(text, encoding="utf-8")
    return Box(packages=(entry(folder, "return 0"), file))


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("raise ValueError('no such thing')", "warm_failed", "no such thing"),
        ("raise SystemExit(3)", "warm_failed", "SystemExit"),
        ("print('x' * 300_000)\n1 / 0", "warm_failed", "ZeroDivisionError"),
        ("import os\nos._exit(3)", "bubblewrap_failed", ""),
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
            "warm_threads",
            "2 threads",
        ),
        ("import mmap\nheld = mmap.mmap(-1, 4096)", "warm_shared", "zero"),
    ],
)
def test_what_cannot_be_held_is_refused(tmp_path: Path, text: str, code: str, detail: str) -> None:
    began = time.monotonic()
    with pytest.raises(SandboxError) as refused:
        Warm(module(tmp_path, text), "attempt", SMALL, ("held",))
    assert refused.value.code == code
    assert detail in refused.value.detail
    assert time.monotonic() - began < 10


def test_a_thread_that_comes_later_is_noticed(tmp_path: Path) -> None:
    later = """
import signal, threading, time
signal.signal(10, lambda *_: threading.Thread(target=time.sleep, args=(60,)).start())
"""
    with Warm(module(tmp_path, later), "attempt", SMALL, ("held",)) as source:
        with source.start() as student:
            assert student.wait(10).code == "ended"
        pid = warm_pid(source)
        os.kill(pid, signal.SIGUSR1)
        deadline = time.monotonic() + 5
        while len(list(Path(f"/proc/{pid}/task").iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        with pytest.raises(SandboxError) as refused:
            source.start()
        assert refused.value.code == "warm_threads"


def test_endless_imports_are_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "PRELOAD_SECONDS", 0.5)
    with pytest.raises(SandboxError) as refused:
        Warm(module(tmp_path, "import time\nwhile True: print('still', flush=True)"), "attempt", SMALL, ("held",))
    assert refused.value.code == "warm_failed"


Change = Callable[[list[str | Path | bytes]], list[str | Path | bytes]]


def changed(monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Start the outer box with other arguments."""
    real = warm.plan_warm

    def plan(*words: object) -> Plan:
        made = real(*words)  # type: ignore[arg-type]
        return dataclasses.replace(made, arguments=tuple(change(list(made.arguments))))

    monkeypatch.setattr(warm, "plan_warm", plan)


def test_where_no_box_fits_into_a_box_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, lambda words: ["--disable-userns", *words])
    with pytest.raises(SandboxError) as refused:
        warm_one(tmp_path)
    assert refused.value.code == "warm_denied"
    assert "unshare" in refused.value.detail


def test_where_proc_is_covered_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As a container's /proc often is: then no fresh one can be mounted.
    changed(monkeypatch, lambda words: [*words, "--tmpfs", "/proc/driver"])
    with pytest.raises(SandboxError) as refused:
        warm_one(tmp_path)
    assert refused.value.code == "warm_denied"
    assert "/proc" in refused.value.detail


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can keep root's number")
def test_the_administrators_own_number_is_refused_or_held(tmp_path: Path) -> None:
    box = Box(packages=(entry(tmp_path, "return 0"),))
    try:
        source = Warm(box, "attempt", SMALL, drop_root=False)
    except SandboxError as refused:
        assert refused.code == "warm_denied"
        return
    with source, source.start() as student:
        held = {holding.name: holding for holding in student.holdings()}
        assert held["processes_count"].by == "control group" or not held["processes_count"].holds


# Each step of a fork, taken away in turn: the self-test must miss it.
BROKEN = {
    "the network of the warm process": ("", " | CLONE_NEWNET", ""),
    "messages of the warm process": ("namespaces", " | CLONE_NEWIPC", ""),
    "the warm process's name": ("namespaces", " | CLONE_NEWUTS", ""),
    "no fresh /proc": ("other_processes", '_mount("proc", "/proc"', '0 and _mount("proc", "/proc"'),
    "no filter": ("filter", '_prctl("load the filter"', '0 and _prctl("load the filter"'),
    "capabilities": ("capabilities", '_checked("drop capabilities"', '0 and _checked("drop capabilities"'),
    "the bounding set": ("capabilities", '_prctl("drop a capability"', '0 and _prctl("drop a capability"'),
    "scratch without a size": ("temporary", ",size={size}", ""),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_missing_wall_is_noticed(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check, old, new = BROKEN[what]
    careless = (bubblewrap.HERE / "nesting.py").read_text(encoding="utf-8")
    assert old in careless
    (tmp_path / "nesting.py").write_text(careless.replace(old, new), encoding="utf-8")
    real = bubblewrap.HERE / "nesting.py"
    changed(monkeypatch, lambda words: [tmp_path / "nesting.py" if word == real else word for word in words])
    with pytest.raises(SandboxError) as refused:
        selftest.require(preload=())
    if check:
        assert refused.value.code == "untrusted_sandbox"
        assert f"{check}: " in refused.value.detail
    else:  # a later step is refused by the system, so no student comes to stand
        assert refused.value.code == "warm_denied"


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("descriptors", "channel = inside.keep_one_descriptor(number)", "channel = socket.socket(fileno=number)"),
        ("memory", 'inside.set_limits(words["limits"])', "pass"),
        ("other_processes", "os.setsid()", "pass"),
    ],
)
def test_a_careless_student_process_is_noticed(
    check: str, old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bubblewrap.HERE / "warm_server.py"
    careless = real.read_text(encoding="utf-8")
    assert old in careless
    (tmp_path / "warm_server.py").write_text(careless.replace(old, new), encoding="utf-8")
    changed(monkeypatch, lambda words: [tmp_path / "warm_server.py" if word == real else word for word in words])
    with pytest.raises(SandboxError) as refused:
        selftest.require(preload=())
    assert f"{check}: " in refused.value.detail


def test_the_walls_hold_with_real_libraries(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    pytest.importorskip("IPython")
    assert selftest.require(preload=("numpy", "IPython"), private=(tmp_path,)).trusted


def test_torch_is_held_by_one_thread(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    code = """
import torch
w = torch.ones(60, 60, requires_grad=True)
(w @ w).sum().backward()
print(float(w.grad[0, 0]), torch.get_num_threads(), torch.rand(1).item())
"""
    limits = replace(Limits(), wall_seconds=60)
    with warm_one(tmp_path, ("numpy", "torch"), limits) as source:
        first, second = (said(run(source, code)).split() for _ in range(2))
    assert first[:2] == second[:2] == ["120.0", "1"]
    assert first[2] != second[2]


def test_torch_stays_hidden(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    box = Box(hidden=("torch", "functorch"))
    code = """
import torch, numpy
try:
    torch.tensor(1.0)
except Exception as error:
    print("graded without torch" in str(error))
"""
    limits = replace(Limits(), wall_seconds=60)
    for preload in (("numpy",), ("numpy", "torch")):  # the stub can be preloaded, and stays a stub
        with warm_one(tmp_path, preload, limits, box) as source:
            assert said(run(source, code)) == "True\n"


@pytest.mark.parametrize(
    "place",
    [
        "/etc/x",
        "/box",
        "/box/",
        "/box/../etc",
        "/box/site/0",
        "/box/packages",
        "/box/packages/x",
        "/box/start.json",
        "box/x",
    ],
)
def test_folders_have_a_place_of_their_own(place: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="/box/"):
        Box(folders=((tmp_path, place),))


def test_a_folder_with_too_much_in_it_is_not_shown() -> None:
    with pytest.raises(SandboxError) as refused:
        bubblewrap.plan(Box(folders=((Path.cwd(), "/box/data"),)), Limits(), "x", b"")
    assert refused.value.code == "too_wide"


def test_refusals_of_the_other_side_have_their_sentences() -> None:
    assert set(warm.REFUSED_INSIDE) <= set(REFUSALS)
