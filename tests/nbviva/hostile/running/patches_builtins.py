"""Replaces builtins that checks use, AssertionError among them. Test cells run in another process, with its own."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import builtins
builtins.AssertionError = type("Quiet", (Warning,), {})
builtins.isinstance = lambda *a: True
builtins.all = builtins.any = builtins.bool = lambda *a: True
builtins.abs = builtins.len = builtins.sum = lambda *a: 0
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
