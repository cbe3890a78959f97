"""Returns a subclass of float that equals everything. Only the exact type crosses as a value."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
class Liar(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __hash__ = None

def warm(t):
    return Liar(0.0)
""",
}
