"""Returns few lists that mean billions, each holding the one before many times over."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    bomb = [1] * 10
    for _ in range(30):
        bomb = [bomb] * 10
    return bomb
""",
}
