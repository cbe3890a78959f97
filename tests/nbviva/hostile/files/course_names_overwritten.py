"""Names of the setup overwritten with other things, and a module changed: the tests have their own."""

EARNS = 5


CELLS = {
    "own": [
        "ROOM = 'hot'\nmath = None",
        "import math as m\nm.pi = 3",
        "assert_ = print = len = None",
    ],
}
