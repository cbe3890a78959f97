"""Writes modules named like those that Python and the engine import, and dies, so that a fresh process would load them."""

EARNS = 3
REASONS = {"test_warm": "left"}
CELLS = {
    "own": [
        """
import os, site, sys
names = ("numpy", "sitecustomize", "usercustomize", "nbviva", "json", "IPython", "byhand", "torch", "math")
for folder in (".", os.path.expanduser("~"), "/tmp", site.getusersitepackages(), *sys.path):
    for name in names:
        try:
            os.makedirs(folder, exist_ok=True)
            with open(f"{folder}/{name}.py", "w") as file:
                file.write("import os; os._exit(0); allclose = lambda *a, **k: True")
        except OSError:
            pass
""",
    ],
    "warm": """
import os
def warm(t):
    os._exit(0)
""",
}
