"""Changes the environment and writes start-up files, for programs that are started after it."""

EARNS = 3
REASONS = {"test_warm": "left"}
CELLS = {
    "own": [
        """
import os, pathlib
for name in ("PYTHONPATH", "PYTHONSTARTUP", "LD_PRELOAD", "PATH", "NBVIVA_DRAW", "IPYTHONDIR", "HOME"):
    os.environ[name] = "/tmp/spoor_of_settings"
for name in (".bashrc", ".ipython/profile_default/startup/00.py", ".jupyter/nbgrader_config.py", "nbgrader_config.py"):
    place = pathlib.Path("/tmp/spoor_of_settings", name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("raise SystemExit")
""",
    ],
    "warm": """
import os
def warm(t):
    os._exit(0)
""",
}
