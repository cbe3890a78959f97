"""Returns an object that says it has 2**62 items, so that a list of them is made room for."""

UNIT = "kilns"
EARNS = 2
CELLS = {
    "steps": """
class Long:
    __len__ = __length_hint__ = lambda self: (1 << 62)
    __getitem__ = lambda self, key: 1
    __iter__ = lambda self: iter([1, 2, 3, 4])
def steps(n):
    return Long()
""",
}
