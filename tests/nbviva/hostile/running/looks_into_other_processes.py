"""Attaches to other processes and reads their memory. The only other one is its first process, which is closed to it."""

EARNS = 3
SAYS = {"test_warm": "nothing opened"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import ctypes, os
def warm(t):
    libc = ctypes.CDLL(None, use_errno=True)
    opened = []
    for number in [int(n) for n in os.listdir("/proc") if n.isdigit() and int(n) != os.getpid()]:
        if libc.ptrace(16, number, 0, 0) == 0:
            opened.append(("ptrace", number))
        for name in ("mem", "environ", "cmdline", "maps"):
            try:
                with open(f"/proc/{number}/{name}", "rb") as file:
                    said = file.read(100_000)
                if name == "mem" or b"mallory" in said or b"NBVIVA" in said or b"/pytest" in said:
                    opened.append((name, number))
            except OSError:
                pass
    print("OPENED" if opened else "nothing opened", opened)
    return 0
""",
}
