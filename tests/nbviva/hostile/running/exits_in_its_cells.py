"""Says exit() and quit() and raises SystemExit in cells of its own. They end nothing but the cell."""

EARNS = 5
CELLS = {
    "own": [
        """
exit()
""",
        """
quit()
""",
        """
raise SystemExit(0)
""",
        """
raise KeyboardInterrupt
""",
        """
import sys
sys.exit('gone')
""",
    ],
}
