"""Asks back from within a question again and again under made-up numbers, in cells as well."""

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
        """
own()._say(m.CallBack(7, (), {}))
""",
    ],
    "warm": """
def warm(t):
    for number in range(50):
        own()._say(m.CallBack(number, (), {}))
    return 0
""",
}
