"""Sends handles of objects that do not exist, and claims of kinds that there are not."""

UNIT = "kilns"
EARNS = 2
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
    "steps": """
from nbviva.wire.handles import Handle
def steps(n):
    return Handle(10**6, "generator", "list")
""",
}
