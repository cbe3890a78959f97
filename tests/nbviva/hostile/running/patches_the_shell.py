"""Makes IPython report success for every cell and run none. Its answers are then missing."""

EARNS = 0
CELLS = {
    "own": [
        """
from IPython.core.interactiveshell import ExecutionResult
shell = get_ipython()
def run_cell(*a, **k):
    result = ExecutionResult(None)
    result.result = 5.0
    return result
type(shell).run_cell = run_cell
""",
    ],
}
