"""Shows in each of two hundred cells as much as a cell may. The notebook as a whole has a limit, too."""

EARNS = 5
FLOOD = """
from IPython.display import HTML, display
print("flood " * 2000)
for _ in range(100):
    display(HTML("<p>" + "flood " * 180 + "</p>"))
"""
CELLS = {"own": [FLOOD] * 200}
SAYS = {"own": "Left out here"}
