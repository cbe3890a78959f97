"""Fills /dev/shm, files without names and shared mappings, which limits on a process's own memory do not count."""

EARNS = 3
CELLS = {
    "warm": """
import mmap, os
def warm(t):
    held = []
    for number in range(40):
        try:
            descriptor = os.memfd_create(str(number))
            for _ in range(16):
                os.write(descriptor, bytes(1 << 20))
        except OSError:
            pass
        try:
            held.append(mmap.mmap(-1, 1 << 22))
            held[-1].write(bytes(1 << 22))
        except (OSError, ValueError):
            pass
    return 0
""",
}
