"""Returns a number with which the test works for hours in C, where no alarm of its own is heard."""

UNIT = "kilns"
EARNS = 2
SLOW = True
REASONS = {"test_steps": "too_slow"}
CELLS = {
    "each": """
def each(f, xs):
    return [f(x) for x in xs]
def label(n):
    return f'kiln {n}'
def size(n):
    return 10**12
""",
}
