"""Loops for ever in Python."""

EARNS = 3
SAYS = {"test_warm": "did not answer within"}
REASONS = {"test_warm": "too_slow"}
CELLS = {
    "warm": """
def warm(t):
    while True:
        pass
""",
}
