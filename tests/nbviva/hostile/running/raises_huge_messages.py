"""Raises an exception whose message and type name have millions of characters."""

EARNS = 0
REASONS = {"test_warm": "not_passed", "test_cool": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    raise ValueError('huge ' * 2_000_000)
""",
    "cool": """
def cool(t):
    raise type('Huge' * 1_000_000, (Exception,), {})('x')
""",
}
