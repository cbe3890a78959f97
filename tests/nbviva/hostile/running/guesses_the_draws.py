"""Reads and sets seeds to guess the numbers that hidden checks draw. They are drawn in another process."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "not_passed"}
CELLS = {
    "steps": """
import os, random
import numpy as np
def steps(n):
    random.seed(0)
    np.random.seed(0)
    os.environ["NBVIVA_DRAW"] = "0" * 16
    return [random.randint(1, n) for _ in range(n)]
""",
}
