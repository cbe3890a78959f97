"""The notebook is a socket."""

import os
import socket
from pathlib import Path

from tiny_master import NAME

EARNS = 0
SAYS = {"test_warm": "a socket", "test_cool": "a socket"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["notebook_not_a_file"]


def hand_in(folder: Path) -> None:
    # Through the folder's descriptor, as the address of a socket must be short.
    opened = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"/proc/self/fd/{opened}/{NAME}")
    os.close(opened)
