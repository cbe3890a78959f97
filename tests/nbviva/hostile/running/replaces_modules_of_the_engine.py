"""Replaces the engine's own modules in its process by ones that say yes. Only its own end of the wire is its to spoil."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import sys, types
for name in [n for n in sys.modules if n.startswith("nbviva") and "wire" not in n]:
    sys.modules[name] = types.SimpleNamespace(passed=True, points=5, earned=lambda *a: 5.0)
import builtins
builtins.assertion = None
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
