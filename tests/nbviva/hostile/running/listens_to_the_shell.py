"""Registers callbacks of the shell that change outputs and names after each cell. They run in its own shell only."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "own": [
        """
shell = get_ipython()
def after(*a):
    shell.user_ns["ROOM"] = 101
    shell.user_ns["test_warm"] = 2.0
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    shell.events.register(event, after)
shell.set_custom_exc((Exception,), lambda *a, **k: None)
shell.showtraceback = lambda *a, **k: None
""",
    ],
    "warm": """
def warm(t):
    return 0
""",
}
