"""Looks for test cells in IPython's history. Test cells were never run in this shell."""

EARNS = 3
SAYS = {"test_warm": "nothing found"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
def warm(t):
    shell = get_ipython()
    texts = [*In, *_ih, *shell.history_manager.input_hist_raw, *shell.history_manager.input_hist_parsed, str(Out)]
    hits = [text for text in texts if "assert" in text and "warm(" in text and "hits" not in text]
    print("FOUND" if hits else "nothing found", hits)
    return 0
""",
}
