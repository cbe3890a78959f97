"""Outputs that are Markdown of a hundred thousand backticks: whoever cleans them must not take square time."""

EARNS = 5


CELLS = {
    "own": [
        "from IPython.display import display\nfor piece in ('`', '~', 'http://', '[a]:'):\n"
        "    display({'text/markdown': piece * (120_000 // len(piece))}, raw=True)"
    ]
    * 4,
}
