"""Says that its answer brings back arguments that it was never given."""

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
    foreign = [[1, 2, 3] for _ in range(9)]
    own()._say(m.Returned((foreign, (False, ())), tuple(foreign)), foreign)
    return 0
""",
}
