"""Fills its memory with a list."""

EARNS = 3
CELLS = {
    "warm": """
def warm(t):
    grows = []
    while True:
        grows.append(bytearray(1 << 22))
""",
}
