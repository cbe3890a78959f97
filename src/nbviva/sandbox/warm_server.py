"""The warm process: holds imported modules in an outer box and forks a student for each request.

It is started by path inside the box (see sandbox.bubblewrap.plan_warm) and imports nothing of nbviva but its two
neighbours. It never runs a student's code and holds no secret; its environment is that of the box. One request is one
message on the control socket, with three descriptors: the student's channel, a socket for reports, the stray output.

    warm process ── forks ── maker: leaves for new namespaces, forks, hands a pidfd of its child to the host, exits
                               └─ first: PID 1 inside; waits for the host's word, mounts, gives up all privileges
                                    └─ student: PID 2 inside; runs the entry, as a cold start does

Only the student returns from `serve`. Every other process ends where it is, so that none runs another's clean-up.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from nbviva.sandbox import inside, nesting
else:
    from importlib.util import module_from_spec, spec_from_file_location

    def _beside(name: str) -> Any:
        """A file beside this one, under no name that a student could import."""
        spec = spec_from_file_location(f"_nbviva_{name}", Path(__file__).with_name(f"{name}.py"))
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    inside, nesting = _beside("inside"), _beside("nesting")

REQUEST_BYTES = 4096
MAKING_SECONDS = 15  # then a maker that does not get on is ended; a first process is in the host's hands
GO = b"G"


def tell(reports: int, **words: Any) -> None:
    """Send one message to the host, if it still listens."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(reports)) as connection:
        connection.send(json.dumps(words).encode()[:REQUEST_BYTES])


def receive(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next request; None when the host is gone."""
    message, descriptors, _, _ = socket.recv_fds(control, REQUEST_BYTES, 3)
    return (json.loads(message), descriptors) if message else None


def reseed() -> None:
    """No two students draw the same numbers: what a fork inherited is drawn anew by every generator that is loaded."""
    for name, function in (("random", "seed"), ("numpy.random", "seed"), ("torch", "seed")):
        with contextlib.suppress(AttributeError, ImportError):  # not loaded, or a stub in a hidden package's place
            getattr(sys.modules.get(name), function)()


def serve(control: socket.socket, start: dict[str, Any]) -> tuple[dict[str, Any], list[int]] | None:
    """Fork a student for each request. Returns in the student, with its request; or None when the host is gone."""
    while True:
        request = receive(control)
        if request is None:
            return None
        descriptors = request[1]
        reports = descriptors[1]
        count = nesting.threads_count()
        if count != 1:
            tell(reports, refused="warm_threads", detail=f"{count} threads")
        else:
            try:
                maker = os.fork()
            except OSError as error:
                maker = -1
                tell(reports, refused="warm_denied", detail=str(error))
            if maker == 0:
                os.close(control.detach())
                make(request, start)
                return request
            if maker > 0:
                os.waitpid(maker, 0)
        for descriptor in descriptors:
            os.close(descriptor)


def make(request: tuple[dict[str, Any], list[int]], start: dict[str, Any]) -> None:
    """From a fork of the warm process to the student's. Returns in the student only."""
    words, (_, reports, _) = request
    try:
        signal.alarm(MAKING_SECONDS)
        nesting.ignore_interrupts()
        nesting.unshare(start["uid"])
        child = os.fork()
        if child:
            connection = socket.socket(fileno=reports)
            socket.send_fds(connection, [b'{"first": true}'], [os.pidfd_open(child)])
            os._exit(0)
        if os.read(reports, 1) != GO:  # the host puts this process under its limits first
            os._exit(1)
        nesting.unshare_groups()
        nesting.mount_fresh(words["scratch"])
        nesting.raise_loopback()
        nesting.forbid_namespaces()
        nesting.drop_privileges(bytes.fromhex(start["filter"]))
        nesting.set_dumpable(False)  # the student cannot look into the first process
        os.setsid()
        student = os.fork()
    except BaseException as error:
        tell(reports, refused="warm_denied", detail=str(error)[:500])
        os._exit(1)
    if student:
        first_process(student, reports)


def first_process(student: int, reports: int) -> NoReturn:
    """PID 1: hold nothing of the student's, see it end, say how, and end all that it left."""
    try:
        os.closerange(3, reports)
        os.closerange(reports + 1, os.sysconf("SC_OPEN_MAX"))
        tell(reports, status=nesting.reap(student))
    finally:
        os._exit(0)


def be_student(request: tuple[dict[str, Any], list[int]], entry: str) -> int:
    """The student's process, from here on as in a cold start; its exit status."""
    words, (number, _, stray) = request
    nesting.set_dumpable(True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    os.chdir(os.environ["HOME"])
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)  # the inherited one is shared with every other student
    os.dup2(stray, 1)
    os.dup2(stray, 2)
    channel = inside.keep_one_descriptor(number)
    reseed()
    inside.set_limits(words["limits"])
    if words["trial"]:
        channel.sendall(inside.READY)
        return 0
    return inside.run_entry(entry, channel)


def warm_up(start: dict[str, Any]) -> dict[str, Any]:
    """Import what is to be held; what to tell the host."""
    inside.set_path(start["packages"], start["sites"])
    try:
        for name in (*start["preload"], start["entry"]):
            importlib.import_module(name)
            if name.partition(".")[0] == "torch":
                with contextlib.suppress(AttributeError, ImportError):  # a stub, where torch is hidden
                    sys.modules["torch"].set_num_threads(1)
    except BaseException:
        return {"refused": "warm_failed", "detail": traceback.format_exc()[-600:]}
    count = nesting.threads_count()
    if count != 1:
        return {"refused": "warm_threads", "detail": f"{count} threads"}
    shared = nesting.shared_memory()
    if shared:
        return {"refused": "warm_shared", "detail": " ".join(shared)[:500]}
    gc.collect()
    gc.freeze()  # a collection in a fork would otherwise touch, and so copy, every page
    return {"namespaces": {path.name: str(path.readlink()) for path in Path("/proc/self/ns").iterdir()}}


def main() -> int:
    """Warm up, say so, and serve until the host is gone; in a student, run the entry."""
    start = json.loads(Path(inside.START).read_text(encoding="utf-8"))
    control = socket.socket(fileno=int(sys.argv[1]))
    said = warm_up(start)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(0, 1)  # what was printed so far is the host's to read; from now on nobody would
    os.dup2(0, 2)
    control.send(json.dumps(said).encode())
    if "refused" in said:
        return 1
    request = serve(control, start)
    return 0 if request is None else be_student(request, start["entry"])


if __name__ == "__main__":
    raise SystemExit(inside.exit_status(main))
