"""Puts finders and an __import__ of its own in the way of every import. The examiner imports in another process."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import builtins, sys, types
class Everything:
    def find_spec(self, name, path=None, target=None):
        return None
    def find_module(self, name, path=None):
        return self
sys.meta_path.insert(0, Everything())
sys.path_hooks.insert(0, lambda path: Everything())
real = builtins.__import__
def imported(name, *a, **k):
    return types.SimpleNamespace(isclose=lambda *a, **k: True, pi=3) if name == "math" else real(name, *a, **k)
builtins.__import__ = imported
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
