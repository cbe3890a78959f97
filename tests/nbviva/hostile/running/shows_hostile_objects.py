"""Ends cells in objects whose pictures and texts are huge, wrong, errors or never finished."""

EARNS = 5
CELLS = {
    "own": [
        """
class Loud:
    __repr__ = lambda self: 'loud ' * 10_000_000
Loud()
""",
        """
class Mute:
    def __repr__(self):
        raise SystemExit(3)
Mute()
""",
        r"""
class Odd:
    _repr_mimebundle_ = lambda self, *a, **k: {5: 6, 'text/plain': ['x'], 'text/html': b'\xff', 'a' * 10**6: 'b', 'image/png': 7}
Odd()
""",
        """
class Endless:
    def _repr_html_(self):
        while True:
            pass
Endless()
""",
        """
class Nest(list):
    pass
nest = Nest()
for _ in range(100_000):
    nest = [nest]
nest
""",
    ],
}
