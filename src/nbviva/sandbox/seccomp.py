"""The seccomp filter of the sandbox: a small BPF program that refuses system calls no exercise needs.

A deny list, not an allow list: NumPy, PyTorch and the C library differ too much between versions for a complete list
of what they need, and the namespaces are the wall. The filter makes the wall smaller: it takes away the calls through
which kernels have been broken, those that make namespaces, and those that get memory which no limit counts
(memfd, System V shared memory). Numbers above the newest call known here do not exist for the sandbox.

It must never depend on a library of the system: the program is eight bytes an instruction, written below.
Sources: linux/filter.h, linux/seccomp.h, asm/unistd_64.h (x86_64), asm-generic/unistd.h (aarch64).
"""

import errno
import platform
import struct

from nbviva.sandbox.words import SandboxError

# Refused with "operation not permitted": name -> (number on x86_64, number on aarch64), None where there is none.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    # large parts of the kernel that no exercise needs
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "vmsplice": (278, 75),
    # memory that belongs to no process, so that no limit of a process counts it
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # the machine itself
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
}

# The C library tries clone3 first and falls back to clone, whose flags a filter can read, when it does not exist.
MISSING: dict[str, tuple[int, int]] = {"clone3": (435, 435)}

# Looked at by argument: name -> numbers.
CLONE, IOCTL, SOCKET, SOCKETPAIR, PERSONALITY = (56, 220), (16, 29), (41, 198), (53, 199), (135, 92)

# CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET (CLONE_NEWTIME is for unshare and clone3 only).
NEW_NAMESPACES = 0x0002_0000 | 0x0200_0000 | 0x0400_0000 | 0x0800_0000 | 0x1000_0000 | 0x2000_0000 | 0x4000_0000
# TIOCSTI and TIOCLINUX type into a terminal; TIOCSETD loads line disciplines.
TERMINAL_REQUESTS = (0x5412, 0x541C, 0x5423)
# AF_UNIX, AF_INET, AF_INET6. AF_VSOCK, for one, would pass through a network namespace to the host of a virtual machine.
SOCKET_FAMILIES = (1, 2, 10)
# The default personality, and the question which one is in force.
PERSONALITIES = (0, 0xFFFF_FFFF)
# removexattrat, Linux 6.13. On x86_64 this bound shuts out the x32 calls (from 0x40000000) as well.
LAST_KNOWN_CALL = 466

_AUDIT_ARCH = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data; both machines are little-endian
_ALLOW, _KILL, _ERRNO = 0x7FFF_0000, 0x8000_0000, 0x0005_0000


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One struct sock_filter: code, two relative jumps, a 32-bit constant."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _refuse(number: int, error: int) -> list[bytes]:
    return [_line(_EQUAL, number, 0, 1), _line(_RETURN, _ERRNO | error)]


def _only(number: int, argument: int, allowed: tuple[int, ...], error: int) -> list[bytes]:
    """Refuse `number` unless the low half of its argument is one of `allowed` (the kernel reads an int there too)."""
    checks = [_line(_EQUAL, value, len(allowed) - place, 0) for place, value in enumerate(allowed)]
    body = [_line(_LOAD, _ARGUMENTS + 8 * argument), *checks, _line(_RETURN, _ERRNO | error), _line(_RETURN, _ALLOW)]
    return [_line(_EQUAL, number, 0, len(body)), *body]


def _never(number: int, argument: int, forbidden: tuple[int, ...]) -> list[bytes]:
    """Refuse `number` if the low half of its argument is one of `forbidden`."""
    checks = [_line(_EQUAL, value, len(forbidden) - place, 0) for place, value in enumerate(forbidden)]
    body = [_line(_LOAD, _ARGUMENTS + 8 * argument), *checks, _line(_RETURN, _ALLOW)]
    body.append(_line(_RETURN, _ERRNO | errno.EPERM))
    return [_line(_EQUAL, number, 0, len(body)), *body]


def supported(machine: str | None = None) -> bool:
    """Whether a filter exists for `machine` (default: this one, as `platform.machine()` names it)."""
    return (machine or platform.machine()) in _AUDIT_ARCH


def program(machine: str | None = None) -> bytes:
    """The filter for `machine`, as bubblewrap's `--seccomp` reads it: an array of struct sock_filter.

    Raises SandboxError (`no_filter`) for a machine other than x86_64 and aarch64.
    """
    machine = machine or platform.machine()
    if machine not in _AUDIT_ARCH:
        raise SandboxError("no_filter", machine)
    column = list(_AUDIT_ARCH).index(machine)
    lines = [
        _line(_LOAD, _ARCH),
        _line(_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _line(_RETURN, _KILL),  # a 32-bit program: its numbers mean other calls
        _line(_LOAD, _NUMBER),
        _line(_GREATER, LAST_KNOWN_CALL, 0, 1),
        _line(_RETURN, _ERRNO | errno.ENOSYS),
    ]
    for numbers in DENIED.values():
        number = numbers[column]
        if number is not None:
            lines += _refuse(number, errno.EPERM)
    for pair in MISSING.values():
        lines += _refuse(pair[column], errno.ENOSYS)
    mask = [_line(_LOAD, _ARGUMENTS), _line(_ANY_BIT, NEW_NAMESPACES, 0, 1), _line(_RETURN, _ERRNO | errno.EPERM)]
    mask.append(_line(_RETURN, _ALLOW))
    lines += [_line(_EQUAL, CLONE[column], 0, len(mask)), *mask]
    lines += _never(IOCTL[column], 1, TERMINAL_REQUESTS)
    lines += _only(SOCKET[column], 0, SOCKET_FAMILIES, errno.EAFNOSUPPORT)
    lines += _only(SOCKETPAIR[column], 0, SOCKET_FAMILIES, errno.EAFNOSUPPORT)
    lines += _only(PERSONALITY[column], 0, PERSONALITIES, errno.EPERM)
    lines.append(_line(_RETURN, _ALLOW))
    return b"".join(lines)
