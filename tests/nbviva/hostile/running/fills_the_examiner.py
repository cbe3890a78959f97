"""Yields large arrays for ever to a test that keeps them. The test's own memory has a limit."""

UNIT = "kilns"
EARNS = 2
CELLS = {
    "steps": """
import numpy as np
def steps(n):
    while True:
        yield np.ones(450_000)
""",
}
