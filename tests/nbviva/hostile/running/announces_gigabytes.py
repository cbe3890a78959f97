"""Announces a message of four gigabytes."""

EARNS = 3
REASONS = {"test_warm": "misbehaved"}
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
import struct
def warm(t):
    channel = own()._channel
    channel._sock.send(struct.pack('<4sII', b'nbv1', channel._turn + 1, (1 << 32) - 1) + b'x' * 1000)
    return 0
""",
}
