"""Writes files named like the engine's records wherever it can. All that it can write to ends with its sandbox."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import pathlib
for folder in (".", "..", "../..", "~", "/", "/tmp", "/box", "/box/files", "/dev/shm", "autograded/ada/ovens", "/work", "/root"):
    for name in ("verdict.json", "gradebook.db", "spoor_of_a_verdict"):
        try:
            place = pathlib.Path(folder).expanduser() / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text('{"points": 5}')
        except OSError:
            pass
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
