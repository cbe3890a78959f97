"""Magics that do not exist, and unfinished ones."""

EARNS = 5


CELLS = {
    "own": [
        "%%",
        "%",
        "%%no_such_magic\nx",
        "%no_such_magic",
        "?",
        "??print",
        "!",
        "%%time",
        "%%capture\n",
        "%%timeit -n1 -r1 -z\n1",
        "%quickref",
    ],
}
