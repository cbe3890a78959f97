"""Answers under magics that time them or catch their output."""

EARNS = 5


CELLS = {"warm": "%%time\ndef warm(t):\n    return t + 1", "cool": "%%capture said\ndef cool(t):\n    return t - 1"}
