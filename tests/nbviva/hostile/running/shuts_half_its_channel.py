"""Says that it will write no more, and lives on."""

EARNS = 3
CELLS = {
    "warm": """
import os, socket, time
def warm(t):
    socket.socket(fileno=os.dup(3)).shutdown(socket.SHUT_WR)
    time.sleep(60)
""",
}
