"""Lets a thread write to the channel a while after the answer. What nobody asked for costs the exercise that is open."""

EARNS = 2
REASONS = {"test_cool": "needs_dead_cell"}
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
import os, threading, time
def later(channel, turn):
    while channel._turn == turn:
        time.sleep(0.001)
    time.sleep(0.1)
    os.write(3, b"late" * 10)
def warm(t):
    if t == 100:
        channel = own()._channel
        threading.Thread(target=later, args=(channel, channel._turn)).start()
    return t + 1
""",
    "cool": """
time.sleep(0.5)
def cool(t):
    return t - 1
""",
}
