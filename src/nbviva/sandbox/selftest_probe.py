"""What the self-test tries inside the sandbox: each try must fail there (a file of its own, standard library only).

It is told by JSON what to try, and answers with JSON: for each check "" if all is well, else what was found.
"""

import contextlib
import ctypes
import json
import mmap
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLONE_NEWUSER = 0x1000_0000
AF_VSOCK = 40
MESSAGE_BYTES = 1 << 20
Ask = dict[str, Any]


def _canary_file(ask: Ask) -> str:
    found = []
    for path in ask["files"]:
        with contextlib.suppress(OSError), Path(path).open("rb") as file:
            file.read(1)
            found.append(path)
    return f"read {found}" if found else ""


def _private_folders(ask: Ask) -> str:
    found = [path for path in ask["private"] if os.path.lexists(path)]
    return f"saw {found[:3]}" if found else ""


def _connects(family: int, address: object) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(0.5)
        try:
            client.connect(address)  # type: ignore[arg-type]
        except OSError:
            return False
        return True


def _canary_port(ask: Ask) -> str:
    return "connected to a port of the machine" if _connects(socket.AF_INET, ("127.0.0.1", ask["port"])) else ""


def _canary_socket(ask: Ask) -> str:
    found = [path for path in ask["sockets"] if _connects(socket.AF_UNIX, path)]
    return f"connected to {found}" if found else ""


def _other_processes(ask: Ask) -> str:
    seen = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    # The first process of the namespace and this one; anything else is somebody else's.
    if set(seen) != {1, os.getpid()}:
        return f"saw processes {sorted(seen)[:10]}"
    if os.getppid() not in (0, 1):
        return "the parent has a number here"
    # A session of the machine has the number 0 here, and with it comes its terminal.
    return "" if os.getsid(0) else "shares a session with the machine"


def _namespaces(ask: Ask) -> str:
    shared = [
        name for name, others in ask["namespaces"].items() if str(Path("/proc/self/ns", name).readlink()) in others
    ]
    return f"shared with the machine, or with the warm process: {shared}" if shared else ""


def _memory(ask: Ask) -> str:
    try:
        mmap.mmap(-1, ask["address_space_bytes"] + mmap.PAGESIZE).close()
    except (MemoryError, OSError):
        return ""
    return "mapped more than the limit"


def _status(key: str) -> str:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(key + ":"):
            return line.split(":", 1)[1].strip()
    return ""


def _capabilities(ask: Ask) -> str:
    held = {key: _status(key) for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    wrong = {key: value for key, value in held.items() if int(value or "1", 16)}
    if _status("NoNewPrivs") != "1":
        wrong["NoNewPrivs"] = _status("NoNewPrivs")
    return f"held {wrong}" if wrong else ""


def _user_namespace(ask: Ask) -> str:
    child = os.fork()
    if child == 0:  # a child, because a success would change this process
        os._exit(0 if ctypes.CDLL(None).unshare(CLONE_NEWUSER) else 1)
    return "made a user namespace" if os.waitpid(child, 0)[1] else ""


def _filter(ask: Ask) -> str:
    if _status("Seccomp") != "2":
        return "no filter is loaded"
    with contextlib.suppress(OSError):
        os.close(os.memfd_create("probe"))
        return "memfd_create was allowed"
    with contextlib.suppress(OSError):
        socket.socket(AF_VSOCK, socket.SOCK_STREAM).close()
        return "a socket to the virtual machine's host was allowed"
    return ""


def _environment(ask: Ask) -> str:
    extra = sorted(set(os.environ) - set(ask["environment"]))
    with contextlib.suppress(OSError):
        first = Path("/proc/1/environ").read_bytes()
        extra += [entry.split(b"=")[0].decode("utf-8", "replace") for entry in first.split(b"\0") if entry]
    return f"saw variables {extra[:5]}" if set(extra) - set(ask["environment"]) else ""


def _descriptors(ask: Ask) -> str:
    open_ones = []
    for number in range(256):
        with contextlib.suppress(OSError):
            os.fstat(number)
            open_ones.append(number)
    return "" if set(open_ones) <= {0, 1, 2, 3} else f"open descriptors {open_ones[:10]}"


def _read_only(ask: Ask) -> str:
    places: list[str | Path] = [
        Path(os.__file__).parent,
        Path(sys.executable).parent,
        "/",
        "/usr",
        "/dev",
        "/box",
        "/etc",
        *sys.path,
    ]
    written = []
    for place in places:
        name = Path(place, "nbviva-probe")
        with contextlib.suppress(OSError):
            os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o600))
            name.unlink()
            written.append(str(place))
    return f"wrote to {written}" if written else ""


def _temporary(ask: Ask) -> str:
    wrong = []
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        words = line.split()
        place, options = words[4], words[5].split(",")
        system = place == "/proc" or place.startswith(("/dev/", "/proc/"))  # single devices, the own terminals
        if "rw" not in options or (system and place != "/dev/shm"):
            continue
        size = os.statvfs(place)
        if place not in ask["sizes"] or size.f_blocks * size.f_frsize > ask["sizes"][place]:
            wrong.append(place)
    return f"writable without the size expected: {wrong}" if wrong else ""


CHECKS: dict[str, Callable[[Ask], str]] = {
    "descriptors": _descriptors,
    "canary_file": _canary_file,
    "private_folders": _private_folders,
    "canary_port": _canary_port,
    "canary_socket": _canary_socket,
    "other_processes": _other_processes,
    "namespaces": _namespaces,
    "environment": _environment,
    "capabilities": _capabilities,
    "user_namespace": _user_namespace,
    "filter": _filter,
    "read_only": _read_only,
    "temporary": _temporary,
    "memory": _memory,
}


def main(channel: socket.socket) -> int:
    """Try everything that the question names, and answer."""
    question = b""
    while not question.endswith(b"\n") and len(question) < MESSAGE_BYTES:
        piece = channel.recv(65536)
        if not piece:
            return 1
        question += piece
    ask = json.loads(question)
    answers = {}
    for name, check in CHECKS.items():
        try:
            answers[name] = check(ask)[:300]
        except Exception as error:
            answers[name] = f"the check itself failed: {error!r}"[:300]
    channel.sendall(json.dumps(answers).encode() + b"\n")
    return 0
