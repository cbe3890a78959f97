"""Writes one byte of its answer after the other, so that each read brings something. The whole answer has one deadline."""

EARNS = 3
REASONS = {"test_warm": "too_slow"}
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
import os, struct, time
def warm(t):
    for byte in struct.pack("<4sII", b"nbv1", own()._channel._turn + 1, 1000) + b"x" * 1000:
        os.write(3, bytes([byte]))
        time.sleep(0.1)
""",
}
