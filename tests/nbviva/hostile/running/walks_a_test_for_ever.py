"""Returns a generator that never ends to a test that walks through it. The test cell has its own clock."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "too_slow"}
CELLS = {"steps": "import itertools\ndef steps(n):\n    return itertools.count(1)"}
