"""Raises an endless chain of causes and nested groups."""

EARNS = 0
REASONS = {"test_warm": "not_passed", "test_cool": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    first, second = ValueError('a'), ValueError('b')
    first.__cause__, second.__cause__ = second, first
    raise first
""",
    "cool": """
def cool(t):
    group = ValueError('x')
    for _ in range(500):
        group = ExceptionGroup('nest', [group] * 2)
    raise group
""",
}
