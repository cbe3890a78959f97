"""Yields numbers and texts for ever to a test that keeps them: the test cell ends at its time or its memory."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "too_slow"}
CELLS = {
    "steps": """
def steps(n):
    while True:
        yield 1 << 4000
""",
}
