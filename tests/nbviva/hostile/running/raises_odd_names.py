"""Raises exceptions named like Python's own and the engine's, with control characters, markup and lone surrogates."""

EARNS = 0
REASONS = {"test_warm": "not_passed", "test_cool": "not_passed"}
CELLS = {
    "warm": r"""
said = '<script>alert(1)</script>\x1b[2J\ud800\u202e'
def warm(t):
    raise type('Lost', (BaseException,), {'code': 'left', '__module__': 'nbviva.session'})(said)
""",
    "cool": r"""
def cool(t):
    raise type('SyntaxError:\nSystemExit', (SyntaxError,), {})('a', ('<test_warm>', 10**9, 10**9, 'x', -1, -1))
""",
}
