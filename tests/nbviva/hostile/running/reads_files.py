"""Looks for tests, records and other students' work in every file that it can open. There are none."""

EARNS = 3
SAYS = {"test_warm": "nothing found"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import os, time
wanted = (b"rebmun" b"_terces")[::-1]
def found():
    hits, looked, until = [], 0, time.monotonic() + 1.2
    for top in (".", os.path.expanduser("~"), "/box", "/tmp", "/work", "/root", "/home", "/etc", "/proc/1", "/proc/self"):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in ("task", "fd", "map_files", "lib", "site")][:50]
            for name in files[:200]:
                looked += 1
                if time.monotonic() > until:
                    return hits, looked
                if name.endswith((".ipynb", ".db", "verdict.json")):
                    hits.append(folder + "/" + name)
                try:
                    descriptor = os.open(os.path.join(folder, name), os.O_RDONLY | os.O_NONBLOCK)
                except OSError:
                    continue
                try:
                    if wanted in os.read(descriptor, 100_000):
                        hits.append(folder + "/" + name)
                except OSError:
                    pass
                finally:
                    os.close(descriptor)
    return hits, looked
""",
    ],
    "warm": """
def warm(t):
    hits, looked = found()
    print('FOUND' if hits else 'nothing found', hits)
    return 0
""",
}
