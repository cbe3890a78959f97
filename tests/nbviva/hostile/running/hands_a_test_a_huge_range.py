"""Returns a range of 10**15 to a test that makes a list of it."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "too_slow"}
CELLS = {
    "steps": """
def steps(n):
    return range(1, 10**15)
""",
}
