"""Reads its environment, its arguments and those of all processes that it sees. They hold no key, no draw, no path."""

EARNS = 3
SAYS = {"test_warm": "nothing found"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import glob, os, sys
def warm(t):
    texts = [str(dict(os.environ)), str(sys.argv), str(sys.path)]
    for name in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/mountinfo"):
        try:
            texts.append(open(name, errors="replace").read())
        except OSError:
            pass
    hits = [word for word in ("NBVIVA", "DRAW", "gradebook", "mallory", "0" * 64, "pytest") for text in texts if word in text]
    print("FOUND" if hits else "nothing found", hits)
    return 0
""",
}
