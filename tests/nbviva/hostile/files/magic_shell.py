"""Commands of a shell, and other languages within cells."""

EARNS = 5


CELLS = {
    "own": [
        "!rm -f canary ../canary; echo gone",
        "!!cat /etc/hostname",
        "%%bash\necho made_by_bash > /tmp/made_by_bash",
        "%%sh\nexit 3",
        "%%script false\nx",
        "%%perl\nprint 1",
        "%%python\nimport os; os._exit(3)",
        "%system id",
        "%env AssertionError=1",
        "%pip --version\n%conda list",
    ],
}
