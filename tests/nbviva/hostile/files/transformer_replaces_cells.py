"""A hook of IPython that turns every later cell of the student's into nothing: the tests are no such cells."""

EARNS = 0
REASONS = {"test_warm": "not_passed"}


CELLS = {
    "own": [
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['assert True\\n'])",
    ],
}
