"""Hangs in C, in a pattern that tries billions of ways and hears no interrupt."""

EARNS = 3
SAYS = {"test_warm": "did not answer within"}
REASONS = {"test_warm": "too_slow"}
CELLS = {
    "warm": """
import re
def warm(t):
    return len(re.findall(r'(a|aa)+$', 'a' * 60 + 'b'))
""",
}
