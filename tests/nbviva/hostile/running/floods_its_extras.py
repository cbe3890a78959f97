"""Says more of views and strides than there can be."""

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
    own()._say(m.Returned((101, (True, tuple((0, 0, 0, (8,) * 9) for _ in range(1000))))))
    return 0
""",
}
