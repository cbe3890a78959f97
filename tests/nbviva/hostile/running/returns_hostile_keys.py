"""Returns dicts whose keys are NaN, collide, lie or hold lone surrogates."""

EARNS = 0
REASONS = {"test_warm": "not_passed", "test_cool": "not_passed"}
CELLS = {
    "warm": """
class Key(str):
    __hash__ = lambda self: 0
    __eq__ = lambda self, other: True
turns = []
def warm(t):
    turns.append(t)
    nan = float("nan")
    return {nan: 1, float("nan"): 2, Key("a"): 3} if len(turns) == 1 else {k * (2**61 - 1): 0 for k in range(4000)}
""",
    "cool": r"""
def cool(t):
    return {'\ud800': '\udfff' * 1000, ('\ud800', b'', -0.0): 0}
""",
}
