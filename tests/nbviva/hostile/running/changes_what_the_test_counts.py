"""Calls the test's function with lists that it changes later, and asks it from a thread."""

UNIT = "kilns"
EARNS = 2
CELLS = {
    "each": """
import threading
def later(f, xs):
    threading.Thread(target=f, args=(7,)).start()
    xs.append(9)
    return [f(x) for x in xs]
def each(f, xs):
    return later(f, xs)
def label(n):
    return f'kiln {n}'
def size(n):
    return n
""",
}
