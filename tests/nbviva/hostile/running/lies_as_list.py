"""Returns a subclass of list that equals everything, holding the wrong items. It crosses as no list."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "not_passed"}
CELLS = {
    "steps": """
class Liar(list):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __hash__ = None

def steps(n):
    return Liar([0] * n)
""",
}
