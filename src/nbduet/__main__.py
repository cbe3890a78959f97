"""Lets `python -m nbduet` do what the command `nbduet` does."""

import sys

from .cli import main

sys.exit(main())
