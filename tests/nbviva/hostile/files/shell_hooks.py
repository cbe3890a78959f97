"""Hooks of IPython that change every cell after them: transformers, events, the display of results."""

EARNS = 5


CELLS = {
    "own": [
        "hooks = get_ipython().input_transformers_cleanup\nhooks.append(lambda lines: ['assert True\\n'])\nhooks.clear()",
        "get_ipython().events.register('post_run_cell', lambda *a: print('hooked'))",
        "get_ipython().set_custom_exc((AssertionError,), lambda *a, **k: None)",
        "import sys\nsys.displayhook = lambda value: print(5)",
        "import builtins\nbuiltins.AssertionError = type('Mild', (Exception,), {})",
    ],
}
