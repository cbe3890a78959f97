"""Puts empty shells in the place of math, unittest and pytest. The examiner has its own."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import math, sys, types, unittest
math.isclose = lambda *a, **k: True
unittest.TestCase.assertEqual = unittest.TestCase.assertTrue = lambda *a, **k: None
for name in ("pytest", "unittest", "math", "nbgrader"):
    sys.modules[name] = types.SimpleNamespace(isclose=lambda *a, **k: True, approx=lambda x, **k: x, pi=3.0)
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
