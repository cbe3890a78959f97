"""Cells of the student's own that end in errors: they cost nothing."""

EARNS = 5


CELLS = {
    "own": [
        "1 / 0",
        "undefined",
        "def broken(:",
        "raise KeyboardInterrupt",
        "raise SystemExit(1)",
        "import no_such_module",
        "assert False, 'x' * 100_000",
        "raise type('E' * 5000, (Exception,), {})('<script>alert(1)</script>')",
    ],
}
