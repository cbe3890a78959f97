"""Prints, displays and writes to the bare descriptors far more than is kept."""

EARNS = 5
SAYS = {"own": "Left out here"}
CELLS = {
    "own": [
        """
import os, sys
from IPython.display import display, HTML
for _ in range(300):
    print("flood " * 10_000)
    print("flood " * 10_000, file=sys.stderr)
for _ in range(500):
    display(HTML("flood " * 1000))
for _ in range(100):
    os.write(1, b"flood " * 10_000)
    os.write(2, b"flood " * 10_000)
""",
    ],
    "warm": """
def warm(t):
    for _ in range(100):
        print('flood ' * 1000)
    return t + 1
""",
}
