"""Registers clean-up that forks and writes, and finalisers that never end. The sandbox ends them all."""

EARNS = 5
CELLS = {
    "own": [
        """
import atexit, os, time, weakref
def late():
    os.fork()
    while True:
        time.sleep(1)
atexit.register(late)
class Last:
    def __del__(self):
        late()
last = Last()
weakref.finalize(last, late)
""",
    ],
}
