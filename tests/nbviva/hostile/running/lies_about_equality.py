"""Returns an object that says it equals everything. Objects do not cross: a stand-in compares with no value of ours."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
class Same:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    __hash__ = object.__hash__

def warm(t):
    return Same()
"""
}
