"""Sends a second answer after the first, for the question to come. A frame that nobody asked for is seen."""

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
def warm(t):
    student = own()
    value = m.Returned((0, (False, ())))
    student._say(value)
    student._channel._turn += 1
    student._say(value)
    return 0
""",
}
