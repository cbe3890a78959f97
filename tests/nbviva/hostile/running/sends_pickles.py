"""Returns pickles and objects that would run code when unpickled. Nothing unpickles."""

EARNS = 3
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": """
import os, pickle
class Spoor:
    def __reduce__(self):
        return os.system, ("touch spoor_of_a_pickle /tmp/spoor_of_a_pickle",)
    __reduce_ex__ = lambda self, protocol: self.__reduce__()
    __getstate__ = __getnewargs__ = __copy__ = __deepcopy__ = lambda self, *a: os.system("true")
turns = []
def warm(t):
    turns.append(t)
    return pickle.dumps(Spoor()) if len(turns) == 1 else Spoor()
""",
}
