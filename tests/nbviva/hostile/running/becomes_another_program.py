"""Puts another program into its own process by exec. It answers nothing."""

EARNS = 3
REASONS = {"test_warm": "left"}
CELLS = {
    "warm": """
import os, sys
def warm(t):
    os.execv(sys.executable, [sys.executable, '-c', 'print(101)'])
""",
}
