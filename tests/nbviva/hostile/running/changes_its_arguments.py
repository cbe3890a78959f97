"""Changes the array that it is given, so that a reference made from it would change as well."""

UNIT = "kilns"
EARNS = 3
REASONS = {"test_heat": "not_passed"}
CELLS = {
    "heat": """
def heat(a):
    a[:] = 0.0
    return a
""",
}
