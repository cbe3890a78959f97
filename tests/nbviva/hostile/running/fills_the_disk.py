"""Writes to every folder until it is full, in large files and in thousands of small ones."""

EARNS = 5
CELLS = {
    "own": [
        """
import os
for folder in ("/dev/shm", os.path.expanduser("~"), "/tmp", "."):
    for size, count in ((1 << 20, 60), (1, 2000)):
        for number in range(count):
            try:
                with open(f"{folder}/spoor_{size}_{number}", "wb") as file:
                    file.write(bytes(size))
            except OSError:
                break
""",
    ],
}
