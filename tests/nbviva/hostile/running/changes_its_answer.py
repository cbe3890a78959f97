"""Returns an object whose attributes, length and items are other ones each time. It is no value, and equals none."""

UNIT = "kilns"
EARNS = 2
REASONS = {"test_steps": "not_passed"}
CELLS = {
    "steps": """
import itertools
class Moody:
    count = itertools.count()
    def __len__(self):
        return next(self.count) % 7
    def __iter__(self):
        return iter(range(1, 3 + next(self.count) % 3))
    def __getattr__(self, name):
        return next(self.count)
def steps(n):
    return Moody()
""",
}
