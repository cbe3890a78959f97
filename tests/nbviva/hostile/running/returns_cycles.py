"""Returns a list and a dict that hold themselves."""

EARNS = 0
SAYS = {"test_warm": "UnsendableValue", "test_cool": "UnsendableValue"}
CELLS = {
    "warm": """
def warm(t):
    ring = []
    ring.append(ring)
    return ring
""",
    "cool": """
def cool(t):
    ring = {}
    ring['self'] = (ring, [ring])
    return ring
""",
}
