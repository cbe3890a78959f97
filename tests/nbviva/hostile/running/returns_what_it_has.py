"""Returns functions, modules, frames and its shell instead of numbers. Each is a handle, and a handle is no number."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import itertools, sys
things = itertools.cycle([warm if 'warm' in globals() else print, sys, sys._getframe(), type, get_ipython()])
def warm(t):
    return next(things)
""",
}
