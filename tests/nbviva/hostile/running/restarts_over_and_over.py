"""Ends Python in cell after cell, to have fresh processes made without end."""

EARNS = 0
SAYS = {"test_cool": "not checked"}
CELLS = {
    "own": [
        """
import os
os._exit(0)
""",
        """
import os
os._exit(0)
""",
        """
import os
os._exit(0)
""",
        """
import os
os._exit(0)
""",
        """
import os
os._exit(0)
""",
        """
import os
os._exit(0)
""",
        """
import os
os._exit(0)
""",
    ],
}
