"""Writes one file until it may grow no more. The limit is an error, and no signal that kills."""

EARNS = 5
CELLS = {
    "own": [
        """
try:
    with open('/tmp/spoor_long', 'wb') as file:
        for _ in range(64):
            file.write(bytes(1 << 20))
except OSError as error:
    print(error)
""",
    ],
}
