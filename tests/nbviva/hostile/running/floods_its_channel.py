"""Writes to its channel for as long as it can."""

EARNS = 3
CELLS = {
    "own": [
        """
import sys
from nbviva.wire import messages as m
from nbviva.wire.frames import Channel
def own():
    frame = sys._getframe()
    while frame:
        thing = frame.f_locals.get("self")
        if isinstance(getattr(thing, "_channel", None), Channel):
            return thing
        frame = frame.f_back
""",
    ],
    "warm": """
import os, struct
def warm(t):
    os.set_blocking(3, True)
    os.write(3, struct.pack("<4sII", b"nbv1", own()._channel._turn + 1, 4_000_000))
    for _ in range(1000):
        os.write(3, b"x" * 100_000)
""",
}
