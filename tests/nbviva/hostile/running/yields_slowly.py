"""Yields right values, each just within the time of a question. The test cell as a whole has its own."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "too_slow"}
CELLS = {
    "steps": """
import time
def steps(n):
    for value in range(1, n + 1):
        time.sleep(1.5)
        yield value
""",
}
