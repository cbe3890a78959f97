"""Answers well, keeps the array that it was given and changes it during a later question: it holds a copy."""

UNIT = "kilns"
EARNS = 5
CELLS = {
    "heat": """
kept = []
def heat(a):
    kept.append(a)
    return a * 2
""",
    "steps": """
def steps(n):
    for array in kept:
        array.fill(0.0)
    return list(range(1, n + 1))
""",
}
