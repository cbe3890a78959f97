"""The numbers that a test cell draws: nobody can predict them, and `nbviva replay` draws them again."""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import sys
from typing import Any


def drawn(key: bytes, *parts: str) -> str:
    """The name of a draw: 16 hexadecimal digits, a keyed hash of the parts."""
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:16]


def seed(name: str, variable: str) -> None:
    """Put the draw into the environment, for those who draw by name, and seed the global generators that are loaded."""
    os.environ[variable] = name
    number = int(name, 16)
    random.seed(number)
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(number % (1 << 32))
    torch: Any = sys.modules.get("torch")
    if torch is not None:
        # `torch.manual_seed` remembers for GPUs that nobody uses yet, even where there is none, and that takes long.
        (torch.manual_seed if torch.cuda.is_available() else torch.default_generator.manual_seed)(number % (1 << 63))
