"""What makes a fork a student's process, by the system's own calls: namespaces, mounts, no privileges, the filter.

It runs in the outer box (see sandbox.warm_server), imports only the standard library, and is bound as a file of its
own. Each step raises OSError with its name in it where the system refuses; nothing is skipped in silence.
Sources: linux/sched.h, linux/mount.h, linux/prctl.h, linux/capability.h, linux/seccomp.h.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
from pathlib import Path

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x1000_0000, 0x2000_0000, 0x4000_0000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 16384, 1 << 18
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 4, 22, 24, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION = 0x2008_0522
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
NAMESPACES = ("user", "pid", "net", "mnt", "uts", "ipc", "cgroup", "time")

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _checked(step: str, result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{step}: {os.strerror(number)}")


def _prctl(step: str, option: int, *arguments: int) -> None:
    words = [ctypes.c_ulong(argument) for argument in (*arguments, *[0] * (4 - len(arguments)))]
    _checked(step, _libc.prctl(option, *words))


def threads_count() -> int:
    """How many threads this process has; a fork keeps one of them, and what the others held stays locked."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - called before each fork


def shared_memory() -> list[str]:
    """What this process could write and its forks could read: memory that a fork shares instead of copying it."""
    found = []
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        words = line.split(None, 5)
        if "w" in words[1] and words[1].endswith("s"):
            found.append(words[5] if len(words) > 5 else words[0])
    return found


def unshare(uid: int) -> None:
    """Leave for namespaces of one's own, in which this process is user `uid` and may do everything.

    Its children are in the new PID namespace, not the process itself. Its group of limits is not known yet, so the
    namespace of control groups is made later (unshare_groups).
    """
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    _checked("unshare", _libc.unshare(flags))
    for file, text in (("uid_map", f"{uid} {uid} 1"), ("setgroups", "deny"), ("gid_map", f"{uid} {uid} 1")):
        Path("/proc/self", file).write_text(text, encoding="ascii")


def unshare_groups() -> None:
    """A namespace of control groups, so that /proc/self/cgroup tells no path of this machine."""
    with contextlib.suppress(OSError):  # bwrap takes it where it can be had, too
        _checked("unshare", _libc.unshare(CLONE_NEWCGROUP))


def _mount(kind: str, place: str, flags: int, options: str) -> None:
    _checked(f"mount {place}", _libc.mount(kind.encode(), place.encode(), kind.encode(), flags, options.encode()))


def mount_fresh(scratch: list[tuple[str, str, int]]) -> None:
    """Cover what the outer box could share with a student: processes, terminals, and all that can be written.

    Everything else is read-only in the outer box already, and stays locked so in a namespace below it.
    """
    _checked("mount /", _libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    for place, mode, size in scratch:
        _mount("tmpfs", place, MS_NOSUID | MS_NODEV, f"mode={mode},size={size}")
    _mount("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    _mount("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "")


def raise_loopback() -> None:
    """Bring up the network of this namespace: one loopback device that leads nowhere, as bwrap does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


def forbid_namespaces() -> None:
    """No process below this namespace can make another one; only a capability that nobody will hold could undo it."""
    for name in NAMESPACES:
        file = Path("/proc/sys/user", f"max_{name}_namespaces")
        if file.exists():  # an old kernel has no namespace of time
            file.write_text("0", encoding="ascii")


def drop_privileges(seccomp: bytes) -> None:
    """Give up every capability for good, and load the filter. What follows is as mighty as a student."""
    for capability in range(64):
        try:
            _prctl("drop a capability", PR_CAPBSET_DROP, capability)
        except OSError:
            if capability == 0:
                raise
            break  # the last one that this kernel knows was the one before
    _prctl("drop ambient capabilities", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    _checked("drop capabilities", _libc.capset(header, bytes(24)))
    _prctl("no new privileges", PR_SET_NO_NEW_PRIVS, 1)
    program = _Program(len(seccomp) // 8, seccomp)
    address = ctypes.cast(ctypes.pointer(program), ctypes.c_void_p).value or 0
    _prctl("load the filter", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, address)


def set_dumpable(dumpable: bool) -> None:
    """Whether processes of the same user may look into this one."""
    _prctl("dumpable", PR_SET_DUMPABLE, int(dumpable))


def reap(student: int) -> int:
    """The first process's work: take leave of every process that ends, until the student does; its wait status."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == student:
            return status


def ignore_interrupts() -> None:
    """A signal without a handler does not reach the first process of a namespace."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
