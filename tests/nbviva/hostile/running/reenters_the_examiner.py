"""Lets each object of its own call back into the test, which calls it again, deeper and deeper."""

UNIT = "kilns"
EARNS = 2
CELLS = {
    "each": """
class Deep:
    def __init__(self, f):
        self.f = f
    def __mul__(self, other):
        return self.f(Deep(self.f))
def each(f, xs):
    return [f(Deep(f)) for x in xs]
def label(n):
    return f'kiln {n}'
def size(n):
    return n
""",
}
