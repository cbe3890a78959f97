"""The first step of every sandbox: end with whoever started it, give up being root, then become bubblewrap.

bubblewrap ends with its parent only once it runs; if its parent is killed before that, it would wait for ever.

A user namespace made by root is still root outside: it reads root's files and is exempt from the limit on processes.
So this program (a file of its own, run by path, importing nothing of nbviva) makes a private mount namespace in which
the folders to be shown lie where any user can reach them (an interpreter may lie under a home of mode 0700), takes a
user number that owns nothing, and executes bwrap. Where no mount namespace is allowed it uses the folders where they lie.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

CLONE_NEWNS = 0x0002_0000
PR_SET_PDEATHSIG = 1
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18


def _checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def reachable(sources: list[str], program: str) -> tuple[list[str], str]:
    """The sources and the program's path, moved to where any user number can reach them."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        _checked(libc.unshare(CLONE_NEWNS))
    except OSError:
        return sources, program
    _checked(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    # The bundled bwrap loads a library from the folder two above its own.
    bundle = str(Path(program).parents[2]) if Path(program).parent.name == "_bin" else ""
    wanted = [*sources, *([bundle] if bundle else [])]
    base = next(
        place for place in ("/mnt", "/media", "/srv", "/tmp") if Path(place).is_dir() and not _uses(wanted, place)
    )
    # Opened before the tmpfs is there, so that nothing can be covered by it.
    open_sources = [os.open(source, os.O_PATH | os.O_CLOEXEC) for source in wanted]
    _checked(libc.mount(b"tmpfs", base.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, b"mode=755,size=1m"))
    moved = []
    for number, (source, descriptor) in enumerate(zip(wanted, open_sources, strict=True)):
        place = Path(base, str(number))
        if Path(source).is_dir():
            place.mkdir(mode=0o755)
        else:
            place.touch(mode=0o644)
        _checked(libc.mount(f"/proc/self/fd/{descriptor}".encode(), str(place).encode(), None, MS_BIND | MS_REC, None))
        moved.append(str(place))
    if bundle:
        program = str(Path(moved.pop(), Path(program).relative_to(bundle)))
    return moved, program


def _uses(sources: list[str], place: str) -> bool:
    return any(Path(source).is_relative_to(place) for source in sources)


def main() -> None:
    """Read the plan from the descriptor named in the first argument, and become bwrap."""
    with os.fdopen(int(sys.argv[1]), encoding="utf-8") as file:
        plan = json.load(file)
    sources, program = plan["sources"], plan["program"]
    if plan["uid"] is not None:
        sources, program = reachable(sources, program)
    words = [word if isinstance(word, str) else sources[word] for word in plan["arguments"]]
    descriptor = os.memfd_create("arguments", 0)
    os.write(descriptor, b"".join(word.encode() + b"\0" for word in words))
    os.lseek(descriptor, 0, os.SEEK_SET)
    if plan["uid"] is not None:
        os.setgroups([])
        os.setresgid(plan["uid"], plan["uid"], plan["uid"])
        os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    # Last, because the kernel forgets it with another user number.
    _checked(ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    if os.getppid() != plan["parent"]:
        return
    os.execve(program, ["bwrap", "--args", str(descriptor), "--", *plan["command"]], {})


if __name__ == "__main__":
    main()
