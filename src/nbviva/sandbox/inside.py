"""The first Python lines that run in the sandbox: set the limits, close what is open, start the entry.

It is a file of its own, bound into the box and run without site-packages, and it imports nothing of nbviva. The warm
start (sandbox.warm_server) runs the same functions in a fork. An entry
is an importable module with a function `main(channel: socket.socket) -> int | None`; `channel` is the only descriptor
beside 0, 1 and 2, and the number returned is the exit status. An uncaught MemoryError ends with status 86.
"""

import contextlib
import importlib
import json
import os
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

START = "/box/start.json"
CHANNEL = 3
READY = b"R"  # the first byte on the channel: the box stands, and what goes wrong from here on is the entry's doing
MEMORY_STATUS = 86


def set_limits(numbers: dict[str, int]) -> None:
    """Set the limits of this process and its children, hard and soft alike, so that nothing inside can raise them."""
    import resource  # here, so that the doctor can import this file on Windows and say what is missing

    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, numbers["address_space_bytes"]),
        (resource.RLIMIT_NPROC, numbers["processes_count"]),
        (resource.RLIMIT_FSIZE, numbers["file_bytes"]),
        (resource.RLIMIT_NOFILE, numbers["open_files_count"]),
    ):
        ceiling = resource.getrlimit(limit)[1]
        if ceiling != resource.RLIM_INFINITY:
            value = min(value, ceiling)
        resource.setrlimit(limit, (value, value))


def keep_one_descriptor(number: int) -> socket.socket:
    """Close all descriptors but 0, 1, 2 and the socket at `number`, which becomes CHANNEL."""
    if number != CHANNEL:
        os.dup2(number, CHANNEL)
    mine = [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]
    for other in mine:
        with contextlib.suppress(OSError):
            if other > CHANNEL:
                os.close(other)
    return socket.socket(fileno=CHANNEL)


def set_path(packages: str, sites: list[str]) -> None:
    """Where Python looks for modules inside, and the name that the process goes by."""
    sys.path[:] = [path for path in sys.path if not path.startswith("/box")]
    sys.path += [packages, *sites]
    sys.argv = ["student"]


def run_entry(name: str, channel: socket.socket) -> int:
    """Say READY and run the entry; its exit status."""
    channel.sendall(READY)
    status = importlib.import_module(name).main(channel)
    return status if type(status) is int else 0


def exit_status(run: Callable[[], int]) -> int:
    """What `run` returns, or MEMORY_STATUS where it found no memory. Any other error is Python's to print."""
    try:
        return run()
    except MemoryError:
        traceback.print_exc()
        return MEMORY_STATUS


def main() -> int:
    """Run the entry named in START; its exit status."""
    start = json.loads(Path(START).read_text(encoding="utf-8"))
    channel = keep_one_descriptor(int(sys.argv[1]))
    set_limits(start["limits"])
    set_path(start["packages"], start["sites"])
    return run_entry(start["entry"], channel)


if __name__ == "__main__":
    raise SystemExit(exit_status(main))
