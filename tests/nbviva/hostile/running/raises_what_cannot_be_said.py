"""Raises exceptions whose text is another exception, no text at all, or never ends."""

EARNS = 0
REASONS = {"test_warm": "not_passed", "test_cool": "too_slow"}
CELLS = {
    "warm": """
turns = []
class Mute(Exception):
    def __str__(self):
        raise SystemExit("from __str__")
    __repr__ = __str__
class Number(Exception):
    __str__ = lambda self: 5
def warm(t):
    turns.append(t)
    raise Mute()
""",
    "cool": """
class Endless(Exception):
    def __str__(self):
        while True:
            pass
def cool(t):
    raise Endless()
""",
}
