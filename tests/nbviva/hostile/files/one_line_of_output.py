"""One line of output of two million characters, where a limit of lines would let it pass."""

EARNS = 5


CELLS = {
    "own": [
        "print('x' * 2_000_000)",
        "'y' * 2_000_000",
        "[print() for _ in range(20_000)];",
    ],
}
