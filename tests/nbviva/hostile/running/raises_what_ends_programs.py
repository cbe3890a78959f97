"""Raises KeyboardInterrupt and GeneratorExit at the examiner. They arrive as ordinary errors."""

EARNS = 0
REASONS = {"test_warm": "not_passed", "test_cool": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    raise KeyboardInterrupt
""",
    "cool": """
def cool(t):
    raise GeneratorExit
""",
}
