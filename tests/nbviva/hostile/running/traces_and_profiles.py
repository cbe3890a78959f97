"""Sets trace and profile functions that rewrite what is asked and returned. They see their own process only."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
import sys, threading
def hook(frame, event, argument):
    if frame.f_code.co_name == "warm":
        frame.f_locals["t"] = 100
        frame.f_trace_opcodes = True
    return hook
sys.settrace(hook)
sys.setprofile(hook)
threading.settrace(hook)
threading.setprofile(hook)
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
