"""Raises StopIteration, so that a test's loop would end early. It arrives as no StopIteration."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "not_passed"}
CELLS = {
    "steps": """
def steps(n):
    raise StopIteration(10)
""",
}
