"""Gives a function of the test's a number on which it works for hours in C."""

UNIT = "kilns"
EARNS = 2
SLOW = True
REASONS = {"test_steps": "too_slow"}
CELLS = {
    "each": """
def each(f, xs):
    return [f(10**12 if x == 3 else x) for x in xs]
def label(n):
    return f'kiln {n}'
def size(n):
    return n
""",
}
