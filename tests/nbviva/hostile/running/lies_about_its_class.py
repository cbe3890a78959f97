"""Returns an object that says it is an int, to be asked for its value. Its type is read by `type`."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
class Meta(type):
    __instancecheck__ = __subclasscheck__ = lambda cls, other: True
    __eq__ = lambda cls, other: True
    __hash__ = type.__hash__
class Liar(metaclass=Meta):
    __class__ = property(lambda self: int)
    __int__ = __index__ = lambda self: 101
    __float__ = lambda self: 101.0
    __bool__ = lambda self: True
    __eq__ = __req__ = lambda self, other: True
def warm(t):
    return Liar()
""",
}
