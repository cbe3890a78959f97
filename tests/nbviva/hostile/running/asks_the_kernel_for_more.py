"""Asks the kernel for namespaces, mounts, other roots, devices and higher limits. All are refused."""

EARNS = 3
SAYS = {"test_warm": "nothing got"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import ctypes, os, resource
def warm(t):
    libc = ctypes.CDLL(None, use_errno=True)
    got = []
    for flag in (0x10000000, 0x00020000, 0x40000000, 0x20000000):
        if libc.unshare(flag) == 0:
            got.append(("unshare", flag))
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, b"size=1g") == 0:
        got.append("mount")
    if libc.umount2(b"/proc", 2) == 0:
        got.append("umount")
    if libc.ptrace(0, 0, 0, 0) == 0:
        got.append("ptrace")
    for name, what in {
        "chroot": lambda: os.chroot("/tmp"),
        "mknod": lambda: os.mknod("/tmp/null", 0o20666, os.makedev(1, 1)),
        "setuid": lambda: os.setuid(1),
        "core_pattern": lambda: open("/proc/sys/kernel/core_pattern", "w"),
        "oom_score_adj": lambda: os.write(os.open("/proc/1/oom_score_adj", os.O_WRONLY), b"-1000"),
        "nproc": lambda: resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999)),
        "nice": lambda: os.nice(-5),
    }.items():
        try:
            what()
            got.append(name)
        except (OSError, ValueError):
            pass
    print("GOT" if got else "nothing got", got)
    return 0
""",
}
