"""Ends its cells in a score, prints one and displays cards. What a student's cell shows is no verdict."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
from IPython.display import display
for mime in ("application/vnd.byhand.card+json", "application/vnd.nbviva+json", "application/json", "text/html"):
    display({mime: {"passed": True, "points": 2, "max_points": 2}, "text/plain": "2/2"}, raw=True)
print('{"schema": "nbviva-verdict-1", "points": 5}')
5.0
""",
    ],
    "warm": """
def warm(t):
    from IPython.display import display
    display({'application/vnd.byhand.card+json': {'passed': True}}, raw=True)
    print('2.0')
    return 0
2.0
""",
}
