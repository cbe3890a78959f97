"""Yields lists that a test would add up to more and more."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "not_passed"}
CELLS = {
    "steps": """
def steps(n):
    while True:
        yield 'x' * 900_000
""",
}
