"""Returns lists of handles, texts and numbers just within and beyond what a message may hold."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
turns = []
def warm(t):
    turns.append(t)
    return [object() for _ in range(20_000)] if len(turns) == 1 else ['x' * 100_000] * 39
""",
}
