"""Attaches open descriptors to its answer. They are dropped, and what it wrote is no answer."""

EARNS = 3
REASONS = {"test_warm": "misbehaved"}
CELLS = {
    "warm": """
import socket, os
def warm(t):
    socket.send_fds(socket.socket(fileno=os.dup(3)), [b'fd'], [0, 1, 2])
    return 0
""",
}
