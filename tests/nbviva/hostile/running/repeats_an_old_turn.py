"""Answers under the number of a turn that is over."""

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
def warm(t):
    student = own()
    student._channel._turn -= 2
    student._say(m.Returned((101, (False, ()))))
    return 0
""",
}
